"""All the words that a person reads, apart from what the bulletins say."""

from bot.model import Kind, Part, Sort

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
    "no_more": "没有更多了。",
    "no_item": "没有这一项。",
}

PARTS = {Part.TITLE: "标题", Part.DATE: "日期", Part.SOURCE: "来源", Part.URL: "原文链接"}

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

COMMANDS = {
    "start": "开始",
    "help": "怎么用",
    "ask": "提问：/ask 问题",
    "roles": "看有哪些角色",
    "orgs": "看有哪些组织",
    "bulletins": "看有哪些简报",
    "source": "简报的来源和日期",
    "why": "刚才为什么这样回答",
    "whoami": "我的编号",
    "reload": "重新载入知识文件夹（管理员）",
}

# --- why

SORTS = {
    Sort.ORGANISATION: "组织",
    Sort.ROLE: "角色",
    Sort.CATEGORY: "类别",
}

KINDS = {
    Kind.ANSWER: "回答",
    Kind.CLARIFY: "反问",
    Kind.REFUSE: "不回答",
    Kind.CHAT: "闲聊",
}

INTENTS = {
    "topic": "说到什么",
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
}

GOODBYE = "再见。"

NOT_A_REQUEST = '应当是 {"q": "问题", "after": ["前面的话", …]}'
