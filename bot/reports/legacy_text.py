"""Text of the years before Unicode: TCVN3 (the .VnTime fonts), which offices still have in their files.

Pure. Such text is Latin letters to a computer; only a whole sheet shows that it is meant otherwise.
"""

from __future__ import annotations

_WRITTEN = "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\xadõö÷øùúûüýþ¡¢§£¤¥¦"
_MEANT = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂĐÊÔƠƯ"
_TABLE = str.maketrans(_WRITTEN, _MEANT)


def from_tcvn3(text: str) -> str:
    """``Hä vµ tªn`` as ``Họ và tên``."""
    return text.translate(_TABLE)
