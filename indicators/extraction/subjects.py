"""The subject of a clause that has no figure: what later figures may be about."""

from __future__ import annotations

import re

_SUBJECT_END = re.compile(
    r"(?:最高|最低|居首|持续|稳步|继续|不断|创|保持|快速|较快|加快|提升|增长|回升|明显|显著|大幅|逐步|逐年|稳定|突破|迅速|均|也|仍|依然|依旧|贡献|呈现?|实现|平稳|总体|更加|进一步|恢复|扩大|增加|下降|回落|活跃|活力|势头|动能|支撑|凸显|突出|强劲|旺盛|回暖|火热|红火|见效|提速|攀升|喜人|可观|良好|向好|加速|日益|稳中|两旺|生产正常|持平|运行正常|首次|成为|连日|连续|连年|客满|爆满|迎来|是(?!否)|有(?![限效关机])|达(?![标成产])|得到|取得|分[一二三四两]期|运行|高位|质量|位居|领跑|加大|提高|改善|减少|优化|迈上|再创|再上|提质)"
)
# a clause that starts like this says why, when or how, not what: 受天气影响, 据海关统计
_ADVERBIAL = re.compile(
    r"标志|意味|基本[形建成实]|初步|形成|被[列评授认]|荣获|跻身|旨在|以期|此举|这(?!些|个|里|种)|致力|有效|有力|极大|据|根据|按照?|依据|经(?!济|营|贸|费|开|纪|销)|受(?!益|理|灾|教|援|众)|随着|由于|因|作为|从(?!业|事)|为(?!民)|面对|围绕|通过|依托|立足|结合|针对|除|鉴于|尽管|虽然|如果|与|同期|较|比(?![重例亚])|走[高低]|上行|下行|[^,]{2,14}(?:影响|情况下|背景下|基础上|同时|以后|之后|过程中)$|(?:从|分|按)[^,]{2,14}?(?:看|分|来看|划分)$"
)
_PRAISE = re.compile(
    r"(?:了|新|大|重大|显著|明显|较大|积极|阶段性|历史性)*(?:突破|进展|成效|成果|跨越|提升|飞跃|台阶|胜利|实效|开局)"
)
_MANY_SUCH = re.compile(
    r".*等\d+(?:余|多)?(?:个|家|条|项|座|所)(?P<noun>[\u4e00-\u9fff]{2,10}?(?:项目|企业|工程|单位|平台|基地|城市|产品))(?:(?:在|于)[\u4e00-\u9fff]{2,12}?)?(?P<event>集中签约|集中开工|集中启动|开工|签约|竣工|投产|落户)?(?:建设)?$"
)
_STATE_TAIL = re.compile(
    r"(?:(?:生产|市场|发展|经济|运行|产业|总体|整体)*(?:形势|态势|总体|整体|情况|势头|状况|走势|长势))+$"
)


def is_adverbial(words_: str) -> bool:
    """Says why, when, by what: 根据试点要求, 从产量看."""
    return bool(_ADVERBIAL.match(words_))


def subject_of(words_: str) -> str:
    """The subject of a clause without figures: 粮食产量创历史新高 → 粮食产量."""
    if _SUBJECT_END.match(words_) or _ADVERBIAL.match(words_):
        return ""
    if "等" in words_ and (many := _MANY_SUCH.match(words_)):
        return (many["event"] or "") + many["noun"]  # 甲、乙等61个项目集中签约
    m = _SUBJECT_END.search(words_, 2)
    subject = words_[: m.start()].strip("的、") if m else words_
    if _PRAISE.fullmatch(subject):
        return ""
    return _STATE_TAIL.sub("", subject)
