"""What clerks are told about their files: every sentence on pages, documents and YAML.

Conversation has its own words in `wording`; these stand lowest because a fault is worded where
it is found. Braces are facts, filled in with `Remark.X.format(...)`.
"""

from enum import StrEnum


class Remark(StrEnum):
    """One sentence each; it says what is wrong and what would be right."""

    # YAML as such
    NOT_UTF8 = "文件不是 UTF-8 编码。请用编辑器另存为 UTF-8"
    TOO_LARGE = "文件有 {size} 字节，超过上限 {limit} 字节。请拆成几篇简报"
    UNREADABLE = "文件打不开（{detail}）。请检查文件名和权限"
    EMPTY = "文件是空的。请写入简报，或删除这个文件"
    TAB = "这里用了制表符（Tab）。请换成空格"
    SYNTAX = "YAML 写法有误（{detail}）。请对照上下几行的缩进、冒号和引号"
    COLON = "这里缺冒号，或值里有冒号而没有加引号。写法：键、英文冒号、空格、值"
    INDENT = "缩进与上面的行没有对齐。请与同一级的行对齐"
    UNFINISHED = "引号或括号没有写完，文件可能只有一半。请补全"
    CONTROL = "文件里有看不见的控制字符。请删去"
    SIGN = "值不能以这个符号开头。请给值加上英文引号"
    ANCHOR = "不能用 YAML 的锚点和引用（& 和 *）。请把内容写全；值以 * 或 & 开头时加引号"
    DEEP = "嵌套超过 {limit} 层，不像简报。请对照其他简报的写法"
    SEVERAL = "一个文件只写一篇简报，这里出现了第二个 ---。请删去或另建文件"
    DUPLICATE_KEY = "“{key}”写了两次。请合并或删去一个"
    CUT_OFF = "文件只有前一半：末尾缺少 {keys}。请找回完整的文件"

    NOT_LOADED = "读文件夹时出了意外，详见日志。仍用原来的知识"

    # pins
    PINS = "钉住的回答：发布和重新载入时，每个问题必须仍然引用下面的原文；写 [] 的必须仍不回答"
    PIN_FILE = "这个文件不在聊天里发布。请用 /pin 钉住或取消"
    PIN_SHAPE = "应当是“问题: 原文的列表”，必须不回答的写 []"
    PIN_LOST = "钉住的回答会变：“{question}”不再引用“{text}”。请改好要发布的，或取消钉住"
    PIN_ANSWERED = "钉住的回答会变：“{question}”本来不回答，现在会答“{now}”。请改好，或取消钉住"

    # documents
    NO_FILE = "没有这个文件。请检查文件名和所在的文件夹"
    FOLDER = "这是文件夹。请给出里面的文件，例如 {path}/*"
    DOCUMENT_TOO_LARGE = "文件超过 {limit} MB。请只留简报正文，或另存为文本"
    NO_TEXT_IN_DOCUMENT = "文件里没有文字"
    NOT_THIS_FORMAT = "打不开，不是完好的 {format} 文件。请重新下载，或另存为文本"
    NO_REGULAR_FILE = "这不是普通文件，而是设备或管道。请给出存好的文档"
    TOO_SLOW = "这个文件太复杂，读了 {seconds} 秒还没有读完。请只留正文，或另存为文本"
    TOO_MUCH_MEMORY = "这个文件太复杂，读它要用的内存超过 {limit} MB。请只留正文，或另存为文本"
    BROKE_READER = "读这个文件时出了意外，它可能不完好。请重新下载，或另存为文本"
    BOMB = "解压后太大，不像文档。请只留正文，或另存为文本"
    TOO_MANY_PAGES = "有 {pages} 页，太长了。请只留简报那几页"
    SCAN = "PDF 里只有图片没有文字，是扫描件。请先用文字识别（OCR）软件转成文字，再存为 PDF 或文本"
    EMPTY_PAGES = "有 {pages} 页没有文字，可能是图片，没有收入"
    NO_ENCODING = "认不出文字编码，可能不是文本文件。请用编辑器另存为 UTF-8"
    ENCODING = "文字编码是 {encoding}，已转成 UTF-8"

    # above what was made from a page
    DOUBT = "请核对：{doubt}"
    NO_TITLE = "没有认出标题，暂用文件名"
    NO_DATE = "没有认出带年份的日期，暂空"
    MAY_ACT = "可能是做事的机构：“{name}”。如果是，请在这一段写上 organisations: [{name}]"
    DROPPED = "没有收入（{kind}）：{lines}"
    NOBODY_ACTS = "“{heading}”里没有认出做事的机构"

    # why a page is no bulletin
    NO_PROSE = "没有成段的正文。请确认存下的是正文页，而不是列表或登录页"
    OTHER_GENRE = "不像简报，像另一类网页（{genre}）"
    NOBODY = "没有说到哪家机构做了什么，不是简报"

    # a bulletin's keys and values
    NOT_A_MAPPING = "{what}应当是“键: 值”，现在不是"
    NOT_A_LIST = "“{key}”应当是列表，每项以“- ”开头"
    NOT_TEXT = "“{key}”应当是文字，现在是列表或键值"
    UNKNOWN_KEY = "没有“{key}”这个键{hint}。这里可用的键：{known}"
    UNKNOWN_KEY_HINT = "，是不是“{near}”"
    MISSING = "缺少“{key}”，或它是空的。请补上"
    NO_TEXT = "这一节既没有 lead 也没有 passages。请补上正文，或删去这一节"
    NOTHING = "简报既没有 lead 也没有 sections。请补上正文"
    BAD_DATE = "日期“{said}”不对。请写成 2020-04-15 这样，不知道就写 null"
    BAD_URL = "网址“{said}”不对。请写以 http:// 或 https:// 开头的完整网址，不知道就写 null"
    TOO_LONG = "这里有 {size} 个字，超过上限 {limit} 个。请拆成几段，或删去多余的"
    TOO_MANY_DIGITS = "这里有 {size} 位数字连在一起，超过上限 {limit} 位。请改成原文里的数"
    TOO_MANY_NAMES = "这一篇的机构名称和别名共 {count} 个，超过上限 {limit} 个。请拆成几篇简报"
    DUPLICATE_ID = "编号“{id}”与 {other} 重复。请改成不同的编号"
    UNNAMED = "段落、标题和导语里都没有出现“{name}”。请改成原文里的全称，或从 organisations 删去"

    # warnings about a knowledge folder
    SHARED_ALIAS = "别名“{alias}”同时指{names}，问到时会请提问的人选"
    UNKNOWN_NAME = "aliases 里的“{name}”不是本篇的机构、角色或类别，不起作用{hint}"
    UNKNOWN_NAME_HINT = "。是不是“{near}”"
    PENDING = "这是原文改动后的新稿，还没有采用。请与原文件核对，改好后删去本文件"

    # what ingest and check say
    EDITABLE = "可以直接修改；改过的文件不会被覆盖，网页有变时另存为 .new.yaml"
    NO_READER = "不支持这种文件。请另存为其中一种：{known}"
    UNCHANGED = "没有变化，仍是 {path}"
    ADDED = "写入 {path}"
    REPLACED = "原文有变，更新 {path}"
    HELD_BACK = "原文有变，而知识里的文件已经人工修改：新稿另存为 {path}，差别见上"
    INGESTED = "{total} 个文件，{good} 个成功"
    WARNING = "提醒：{text}"
    CHECKED = "{bulletins} 篇简报，{faults} 处错误，{warnings} 处提醒"
    NO_BULLETINS = "文件夹里没有 .yaml 简报。请先用 ingest 收入一篇"


NOISE = {
    "breadcrumb": "栏目路径",
    "today": "网站的日期和问候",
    "counter": "阅读计数",
    "share": "分享按钮",
    "editor": "编辑署名",
    "source line": "来源",
    "neighbours": "上一篇和下一篇",
    "related": "相关链接",
    "replies": "评论",
    "footer": "页脚",
    "contact": "页脚",
    "advert": "广告",
    "menu": "菜单",
    "": "正文前后",
}
"""What a line of a saved page was taken for, that was not taken in."""
