"""All the words that a person reads, apart from what the bulletins say."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.model import Kind, Part, Sort


@dataclass(frozen=True, slots=True)
class Words:
    """What the bot says around its quotations, in one language."""

    chat: Mapping[str, str]
    clarify: Mapping[str, str]
    refuse: Mapping[str, str]
    commands: Mapping[str, str]
    """What each command does, as the menu shows it."""
    say: Mapping[str, str]
    """Everything else, by name; some have places to fill in."""
    parts: Mapping[Part, str]
    """What stands before a title, a date, a source, an address."""
    sorts: Mapping[Sort, str]
    kinds: Mapping[Kind, str]
    intents: Mapping[str, str]
    """What each kind of question is called, for those who ask why."""


CHAT = {
    "greeting": "您好！我只引用简报的原文来回答。可以问我某个组织做了什么、谁做了什么、有多少。",
    "thanks": "不客气。还想了解哪个组织或角色，直接说名字就行。",
    "farewell": "再见，欢迎随时再来问。",
    "identity": "我是简报问答机器人：只引用已发布简报的原文并注明出处，简报没说的不回答。",
    "ability": "可以按组织、角色、类别、地点、数字来问，我用简报原文回答。"
    "发 /roles 看角色，/orgs 看组织，/help 看用法。",
}

CLARIFY = {
    "empty": "想了解什么？可以说一个组织、角色或地点的名字。",
    "whom": "您指的是哪一个？",
    "which": "有几个相近的名字，您指的是哪一个？",
    "what": "想了解哪方面？可以说一个组织、角色或地点的名字。",
}

REFUSE = {
    "outside": "这个我帮不上忙：我只回答简报里写到的内容。",
    "not_said": "现有简报里没有提到这件事。",
    "not_printed": "现有简报里没有写明。",
    "unknown_name": "现有简报里没有这个组织。",
    "unknown_role": "现有简报里没有这个角色。",
    "no_more": "没有更多了。",
    "no_item": "没有这一项。",
}

PARTS = {
    Part.TITLE: "标题：",
    Part.DATE: "日期：",
    Part.SOURCE: "来源：",
    Part.URL: "原文链接：",
}

HELP = (
    "直接用一句话提问，我用简报原文回答并注明出处。例如：\n"
    "· 某个组织做了什么\n"
    "· 谁捐了口罩、捐了多少\n"
    "· 有哪些角色、某个角色有哪些组织\n"
    "错别字、拼音、繁体都可以；可以接着追问“他们捐了多少”“还有吗”。\n\n"
)


# --- commands

SOURCE_QUESTION = "来源"
"""What `/source` asks."""

DEEDS_QUESTION, ROLES_QUESTION = "{name}做了什么", "有哪些角色"
"""What the greeting offers to ask."""

COMMANDS = {
    "start": "开始",
    "help": "怎么用",
    "ask": "提问：/ask 问题",
    "roles": "看有哪些角色",
    "orgs": "看有哪些组织",
    "bulletins": "看有哪些简报",
    "source": "简报的来源和日期",
    "why": "刚才为什么这样回答",
    "privacy": "保存什么、保存多久",
    "forget": "删除我的记录",
    "whoami": "我的编号",
    "add": "收入一篇简报（管理员）",
    "pin": "钉住刚才的回答（管理员）",
    "history": "发布的历史（管理员）",
    "rollback": "撤销发布（管理员）",
    "export": "导出全部简报（管理员）",
    "reload": "重新载入知识文件夹（管理员）",
    "unanswered": "没能回答的问题（管理员）",
    "feedback": "回答得到的评价（管理员）",
    "stats": "提问的数量（管理员）",
}

# --- what is said around the answers

SAY = {
    "hello": "您好！",
    "hello_name": "您好，{name}！",
    "intro": "我回答简报里写到的事：只引用原文，注明出处，简报没说的不回答。\n"
    "直接打字提问，或者点一个例子：",
    "help": HELP,
    "ask_what": "请把问题写在 /ask 后面，例如：/ask 谁捐了口罩",
    "no_command": "没有这个命令，发 /help 看看有哪些。",
    "gone": "简报已经更新，没有这一项了。",
    "renewed": "简报已经更新，下面是新的内容。",
    "see_roles": "看看有哪些角色",
    "nearest": "简报没有直接写这件事，最接近的是：",
    "nearest_without": "简报没有直接写{words}，最接近的是：",
    "not_found": "没有找到{words}。",
    "not_told_of": "现有简报里，{name}的部分没有提到{words}。",
    "there_is": "简报里有：{names}。",
    "press_below": "您可以点下面的按钮看看简报里有什么。",
    "contact": "也可以咨询：{contact}",
    "read_as": "（按{words}理解）",
    "no_text": "我只看得懂文字，请把问题打成一句话。",
    "failure": "抱歉，出了点问题，请稍后再试。（编号 {number}）",
    "too_many": "您问得太快了，请过一分钟再问。",
    "source": "来源",
    "why": "为什么",
    "thanks": "谢谢您的评价！",
    "no_entry": "这个问题的记录已经删除了。",
    "description": "只引用简报原文来回答：某个组织做了什么、谁捐了什么、捐了多少。"
    "注明出处，简报没说的不回答。直接打字提问就行。",
    "short_description": "用简报的原文回答问题，并注明出处。",
    "open": "打开机器人",
    "keeps_nothing": "这里不保存您的任何问题。",
    "privacy": "为了改进回答，我保存您问的问题、回答的种类和您的 👍 👎，{days} 天后自动删除。\n"
    "不保存您的姓名和编号，只保存一个看不出您是谁的代号。\n发 /forget 立即删除您的全部记录。",
    "forgotten": "已经删除您的记录，共 {count} 条。",
    "and_others": " 等",
    "same_role": "同角色的组织",
    "same_kind": "同类的组织",
    "following": "下一个组织 ›",
    # pages to browse
    "roles": "角色",
    "orgs": "组织",
    "bulletins": "简报",
    "pages": "（{page}/{last}）",
    "all_roles": "« 全部角色",
    "all_orgs": "« 全部组织",
    "previous": "‹ 上一页",
    "next": "下一页 ›",
    "no_roles": "现有简报没有分角色，可以看看有哪些组织。",
    "stopped": "这个回答没有通过原文核对，所以不发给您。请换个问法。",
    "not_allowed": "这个命令只有管理员可以用。",
    "no_store": "现在读写不了记录，请稍后再试。",
    "whoami": "您的编号是 {person}。",
    "whoami_admin": "您的编号是 {person}，您是管理员。",
    # why
    "nothing_to_explain": "没有可以说明的回答：还没有问过，或者记录已经删除。先问一句，再发 /why。",
    "why_question": "问题：{text}",
    "why_kind": "问题类型：{kind}",
    "why_name": "名字：{said} → {names}（{sort}）",
    "why_before": "（接着前面的话）",
    "why_unknown": "没有的名字：{said}",
    "why_term": "词：{word} {weight:.2f}",
    "why_hard": "，必须有",
    "why_also": "，也作 {words}",
    "why_passage": "段落：{score:.2f} {heading}「{text}…」",
    "why_decision": "决定：{kind}（把握 {confidence:.2f}）",
    # for admins
    "reloaded": "已重新载入。",
    "same": "没有变化。",
    "not_reloaded": "没有重新载入，仍用原来的知识。请先改好：",
    "added": "新增 {count} 篇：{ids}",
    "changed": "更新 {count} 篇：{ids}",
    "removed": "删除 {count} 篇：{ids}",
    "fault": "{file} 第 {line} 行：{reason}",
    "warning": "提醒：{file} 第 {line} 行：{reason}",
    "more_faults": "……还有 {count} 处",
    "add_how": "把网页或文档（.txt .md .html .docx .pdf，改好的 .yaml 也行）作为文件发给我，"
    "或者把正文贴在 /add 后面。"
    "我先给您看它会变成什么，您点了「发布」才生效，发布了也能撤销。",
    "pasted": "粘贴的文字",
    "no_reader": "{name}：不支持这种文件，支持的有 {known} .yaml",
    "bad_file": "{name}：{reason}",
    "unnamed": "文件",
    "too_large": "{name}：文件超过 {limit} MB，Telegram 不让我取。请只留简报正文，或另存为文本。",
    "too_long": "太长了，Telegram 可能把它截成了几条。请存成文件（.txt）发给我。",
    "no_file": "没能取到这个文件，请再发一次。",
    "not_writable": "这里的知识文件夹不能写入，所以不能发布。"
    "请让维护的人用 BOT_KNOWLEDGE 指定一个可写的文件夹。",
    "faulty": "“{file}”还不能发布。请先改好：",
    "offer_new": "“{file}”会成为一篇新简报：",
    "offer_changed": "“{file}”会更新现有的一篇：",
    "offer_same": "“{file}”和现有的一样，没有变化：",
    "offer_title": "《{title}》",
    "offer_date": "日期：{date}",
    "offer_source": "来源：{source}",
    "offer_unknown": "没有认出",
    "offer_counts": "{sections} 节，{passages} 段，{organisations} 个组织",
    "offer_section": "· {name}：{passages} 段；{organisations}",
    "offer_role": "{role}（{category}）",
    "offer_no_heading": "没有小标题",
    "offer_nobody": "没有认出组织",
    "offer_passages": "与现有的相比：多 {more} 段，少 {fewer} 段",
    "offer_fields": "与现有的相比，改了：{fields}",
    "field_title": "标题",
    "field_date": "日期",
    "field_source": "来源",
    "field_url": "原文网址",
    "field_lead": "开头",
    "field_closing": "结尾",
    "field_aliases": "简称",
    "field_headings": "小标题、角色或类别",
    "offer_blocked": "知识文件夹里别的文件有错，改好以后才能发布：",
    "offer_names_more": "新出现的组织：{names}",
    "offer_names_fewer": "不再有的组织：{names}",
    "offer_edited": "注意：现有的文件有人手工改过，发布会换掉那些改动（可以撤销）。",
    "offer_doubt": "请核对：{doubt}",
    "offer_file": "附件是发布后的文件，改好再发给我也行。不发布就不用管，{days} 天后自动作废。",
    "no_attachment": "附件没能发出，不影响发布。要看全文，请把文件再发一次。",
    "no_export": "文件没能发出，请稍后再试。",
    "publish": "发布",
    "published": "已发布《{title}》，现在就按它回答。",
    "not_published": "没有发布，仍用原来的知识。请先改好：",
    "no_draft": "这份稿子已经作废，或者现有的文件后来又变了。请把文件再发一次。",
    "undo": "撤销",
    "pinned": "钉住了“{question}”的回答：以后发布或重新载入，如果它不再引用现在这些原文，就不生效，"
    "并告诉您。",
    "pinned_refusal": "钉住了“{question}”不回答：以后发布或重新载入，如果它有了回答，就不生效，"
    "并告诉您。",
    "not_pinned": "没有改动。钉住的文件有错，请先改好：",
    "not_pinnable": "这一条钉不住：单独问这句话，得到的不是刚才的回答。请把问题说完整：/pin 问题",
    "unpinned": "不再钉住“{question}”的回答。要重新钉住，再问一次，再发 /pin。",
    "no_pin": "没有钉住这一条。发 /pin 全部 看看有哪些。",
    "pins": "钉住的回答，发布时不许变：",
    "no_pins": "还没有钉住的回答。先问一句，回答对了就发 /pin（或者 /pin 问题）："
    "以后发布或重新载入，如果这个回答会变，就不生效，并告诉您。",
    "pin": "{number}. {question} → “{text}…”",
    "pin_refused": "{number}. {question} → 不回答",
    "unpin": "取消钉住",
    "unpin_one": "取消第 {number} 条",
    "all_pins": "看全部钉住的",
    "restored": "已回到第 {number} 版，现在就按它回答。",
    "not_restored": "没有回到那一版，仍用现在的知识。请先改好：",
    "undo_more": "那次发布以后，文件夹又有改动。回到第 {number} 版，会把后来的改动一起撤掉"
    "（也能再撤销）。",
    "no_version": "没有这一版。发 /history 看看有哪些。",
    "history": "发布的历史，最新的在前：",
    "no_history": "还没有发布过。发一个文件给我试试。",
    "version": "第 {number} 版　{time}　{what}",
    "version_found": "发布之前文件夹的样子（含手工改动）",
    "version_published": "发布《{about}》",
    "version_restored": "回到第 {about} 版",
    "back_to": "回到第 {number} 版",
    "exported": "这是现在的全部简报，解压到知识文件夹就能用。",
    "unanswered": "没能回答的问题：",
    "all_answered": "没有未能回答的问题。",
    "times": "{count} 次：{text}",
    "feedback": "评价：",
    "no_feedback": "还没有评价。",
    "voted": "👍 {up} 👎 {down}：{text}",
    "stats": "最近 {days} 天\n提问：{asked}\n人数：{people}",
    "count": "{name}：{count}",
    "votes": "👍 {up} 👎 {down}",
}

# --- why

SORTS = {
    Sort.ORGANISATION: "组织",
    Sort.ROLE: "角色",
    Sort.CATEGORY: "类别",
}

KINDS = {
    Kind.ANSWER: "回答",
    Kind.NEAREST: "给出最接近的",
    Kind.CLARIFY: "反问",
    Kind.REFUSE: "不回答",
    Kind.CHAT: "闲聊",
}

INTENTS = {
    "topic": "说到什么",
    "which_bulletin": "哪一篇",
    "author": "谁写的",
    "bulletins": "有哪些简报",
    "latest": "最新的一篇",
    "date_of": "发布日期",
    "title_of": "标题",
    "link_of": "原文链接",
    "source": "来源",
    "overview": "概要",
    "ordinal": "第几个角色",
    "role_of": "是什么角色",
    "roles": "有哪些角色",
    "categories": "有哪些类别",
    "organisations": "有哪些组织",
    "when": "什么时候",
    "figure": "多少",
    "quoted": "哪里写到",
    "where": "哪里",
    "together": "和谁一起",
    "who": "谁",
    "reason": "为什么",
    "how": "怎么做",
    "what": "什么",
    "yesno": "是不是",
    "more": "还有吗",
    "pick": "第几个",
    "empty": "没有内容",
    "chat": "闲聊",
    "outside": "简报以外的事",
}

ZH = Words(CHAT, CLARIFY, REFUSE, COMMANDS, SAY, PARTS, SORTS, KINDS, INTENTS)

# --- the command line

PROGRAM = "简报问答机器人：用简报的原文回答问题，并注明出处；简报没说的，不回答。"

FIRST_STEPS = """先试这三条：
  bulletin-bot ask 蓝天救援队做了什么     问一句，答一句
  bulletin-bot chat                       在终端里聊天，不需要令牌和网络
  bulletin-bot run                        作为 Telegram 机器人运行（先设置 BOT_TOKEN）
"""

CLI = {
    "ask": "问一个问题，得到一个回答",
    "chat": "在终端里聊天",
    "run": "作为 Telegram 机器人运行",
    "ingest": "把网页或文档（.txt .md .html .docx .pdf）变成知识文件夹里的 YAML",
    "check": "检查知识文件夹：每个错误在哪个文件、哪一行、该怎么改",
    "search": "只做检索：对任意段落排序",
    "question": "问题；几个词会用空格连起来",
    "--json": "输出一个 JSON 对象",
    "--explain": "再说明为什么这样回答",
    "--jsonl": "从标准输入逐行读 JSON 请求，逐行输出 JSON 回答",
    "--knowledge": "用另一个知识文件夹",
    "--out": "写到这个文件夹；- 表示直接打印 YAML",
    "--url": "文档的原文网址",
    "--bulletin-json": "打印 JSON，不写文件",
    "--passages": "段落文件，每行 {id, text, title?}",
    "--top": "每个问题给出几个段落",
    "positive": "应当是正整数",
    "ask how": "请写上问题（bulletin-bot ask 问题），或者只写 --jsonl，从标准输入逐行读",
}

ROWS = {
    "bytes": "不是 UTF-8 编码",
    "json": "不是 JSON",
    "object": "应当是一个 JSON 对象",
    "strings": "缺少文字字段 {names}",
    "twice": "编号 {id} 前面已经有了",
}
"""What is wrong with a line of JSON."""

GOODBYE = "再见。"

NOT_A_REQUEST = '应当是 {"q": "问题", "after": ["前面的话", …]}'
