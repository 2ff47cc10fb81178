"""What the columns of a list are called in the offices: folded words, and what they mean. Data only."""

from __future__ import annotations

from enum import StrEnum


class Field(StrEnum):
    """What a column holds."""

    NAME = "name"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    BORN = "born"
    HAMLET = "hamlet"
    COMMUNE = "commune"
    DISTRICT = "district"
    ADDRESS = "address"
    CATEGORY = "category"
    SCHEME = "scheme"
    AMOUNT = "amount"
    PAID_BY = "paid_by"
    CASH_MARK = "cash_mark"
    ACCOUNT_MARK = "account_mark"
    BANK = "bank"
    ACCOUNT = "account"
    SECRET = "secret"  # noqa: S105 - the name of a column that is never kept
    OTHER = "other"


STRONG: dict[Field, str] = {
    Field.NAME: (
        "ho va ten, ho ten, ho va ten nguoi huong, ho ten nguoi huong, ho ten doi tuong, ho va ten doi tuong, "
        "ten doi tuong, ten nguoi huong, ten nguoi huong tro cap, ho ten nguoi cao tuoi, ho va ten nguoi cao "
        "tuoi, ten nguoi huong loi, ho ten khai sinh, ho chu dem va ten, ho chu dem ten, ho dem va ten, hoten"
    ),
    Field.FAMILY_NAME: (
        "ho va chu lot, ho chu lot, ho lot, ho va ten lot, ho va ten dem, ho dem, ho va dem, ho va chu dem"
    ),
    Field.BORN: (
        "nam sinh, ngay sinh, sinh nam, sinh ngay, ngay thang nam sinh, thang nam sinh, ngay thang sinh, ngay "
        "nam sinh, ntns, namsinh, ngaysinh"
    ),
    Field.HAMLET: (
        "thon, to dan pho, khoi pho, khu pho, to, thon to, thon to dan pho, thon khoi pho, thon khoi, khoi, "
        "ap, lang, thon ban, to doan ket, khu dan cu, ten thon, thon buon, thon nop"
    ),
    Field.COMMUNE: (
        "xa, phuong, xa phuong, ten xa, xa phuong thi tran, xa tt, phuong xa, ten xa phuong, don vi xa, xa "
        "thi tran, dia ban xa, ubnd xa, xa phuong tt, dvhc"
    ),
    Field.DISTRICT: (
        "huyen, quan, quan huyen, huyen thi xa, huyen thi xa thanh pho, huyen thanh pho, huyen quan, ten huyen"
    ),
    Field.ADDRESS: (
        "dia chi, noi o, cho o, noi cu tru, noi thuong tru, thuong tru, ho khau, dia chi thuong tru, cho o "
        "hien nay, noi o hien nay, dia chi cu tru, ho khau thuong tru, que quan noi o"
    ),
    Field.CATEGORY: (
        "doi tuong, loai doi tuong, dien doi tuong, nhom doi tuong, dien chinh sach, dien huong, loai tro "
        "cap, dien, loai che do, che do, doi tuong huong, loai hinh tro cap, ten doi tuong chinh sach, dang "
        "khuyet tat, doi tuong tro cap, che do huong, ten che do, loai dt, dien dt, nhom dt, dt huong, loai tc"
    ),
    Field.SCHEME: "nhom chinh sach, nhom tro cap, chuong trinh, nhom che do, linh vuc",
    Field.AMOUNT: (
        "muc huong, muc tro cap, so tien, tien tro cap, tro cap hang thang, muc tro cap hang thang, muc huong "
        "hang thang, so tien huong, so tien tro cap, tien huong, thanh tien, muc tien, so tien thuc nhan, muc "
        "huong tro cap, tro cap thang, so tien nhan, so tien thang, tong nhan, tong tien, kinh phi"
    ),
    Field.PAID_BY: (
        "hinh thuc nhan, hinh thuc chi tra, phuong thuc chi tra, phuong thuc nhan, hinh thuc tra, nhan qua, "
        "chi tra qua, hinh thuc nhan tien, cach nhan, cach nhan tien, hinh thuc linh, hinh thuc nhan tro cap, "
        "hinh thuc thanh toan, phuong thuc thanh toan, phuong thuc tra, noi nhan tien, ht chi tra, ht nhan, ht tra, "
        "pt chi tra, ht nhan tien"
    ),
    Field.CASH_MARK: "tien mat, nhan tien mat, chi tien mat, bang tien mat, tra tien mat, tm",
    Field.ACCOUNT_MARK: (
        "chuyen khoan, qua tai khoan, atm, qua the, the atm, nhan qua tai khoan, ck, qua ngan hang, da co tai "
        "khoan, nhan tai khoan, nhan qua the, co tai khoan, qua atm, chi qua tai khoan, nhan chuyen khoan"
    ),
    Field.BANK: "ngan hang, ten ngan hang, tai ngan hang, ngan hang mo, nh, mo tai ngan hang, ten nh, tai nh",
    Field.ACCOUNT: (
        "so tai khoan, stk, so tk, tai khoan ngan hang, so tai khoan ngan hang, tk ngan hang, so the, so the "
        "atm, ma tai khoan, so tk ngan hang, so hieu tai khoan"
    ),
    Field.SECRET: (
        "cccd, cmnd, so cccd, so cmnd, can cuoc, so can cuoc, can cuoc cong dan, so dinh danh, so dinh danh "
        "ca nhan, chung minh, so cmnd cccd, cmt, cmtnd, ma dinh danh, so giay to, ma bhxh, so bhyt, the bhyt, "
        "ma so bhxh, so bhxh, ma so thue"
    ),
    Field.OTHER: (
        "stt, tt, so tt, so thu tu, ghi chu, ky nhan, ky ten, chu ky, nguoi nhan, nguoi nhan thay, ho ten "
        "nguoi nhan thay, ho va ten nguoi nhan thay, ho ten nguoi nhan, ho va ten nguoi nhan, nhan thay, uy "
        "quyen, nguoi duoc uy quyen, ho va ten nguoi duoc uy quyen, ho ten nguoi duoc uy quyen, nguoi giam "
        "ho, ho ten nguoi giam ho, ho va ten nguoi giam ho, giam ho, chu ho, ho ten chu ho, ho va ten chu ho, "
        "nguoi than, ho ten nguoi than, nguoi dai dien, ho ten nguoi dai dien, nguoi cham soc, ho ten nguoi "
        "cham soc, ho va ten nguoi cham soc, chu tai khoan, ten chu tai khoan, ho ten chu tai khoan, quan he, "
        "so quyet dinh, quyet dinh, so qd, ngay quyet dinh, ngay qd, ngay cap, noi cap, ngay cap cccd, noi "
        "cap cccd, ngay cap cmnd, noi cap cmnd, dien thoai, so dien thoai, sdt, so dt, dt, gioi tinh, gioi, "
        "phai, dan toc, ton giao, ma doi tuong, ma so, ma ho so, so ho so, ma ho, he so, muc chuan, truy "
        "linh, tien truy linh, so tien truy linh, thang huong, ngay huong, thoi diem huong, thoi gian huong, "
        "huong tu, huong tu ngay, tu thang, den thang, tuoi, so thang, tinh, thanh pho, tinh thanh, tinh "
        "thanh pho, que quan, noi sinh, nghe nghiep, trinh do, email, chuc danh, bao hiem y te, ngay mat, "
        "ngay chet, ly do, tang, giam, muc do khuyet tat, so so, ma the, chenh lech"
    ),
}
"""Headings that say it: contained in a heading as whole words; the longest wins, then the first field."""

WEAK: dict[Field, str] = {
    Field.NAME: "ten, nguoi huong, nguoi huong tro cap, danh sach, nguoi cao tuoi",
    Field.BORN: "ngay, ngay thang, ngay thang nam, nam, nu, nam nu, thang nam",
    Field.COMMUNE: "don vi, dia ban, dia phuong, noi chi tra",
    Field.AMOUNT: "tro cap, tien, muc, tong cong, tong so tien, tong",
    Field.PAID_BY: "hinh thuc, phuong thuc, chi tra, nhan tien, cach thuc, loai hinh",
    Field.ACCOUNT_MARK: "tai khoan, tk, the",
    Field.CATEGORY: "loai, nhom, phan loai",
}
"""Headings that may say it: taken only where nothing better stands, and the cells agree; else asked."""

ALONE = frozenset(
    {"ten", "ngay", "thang", "nam", "nu", "to", "xa", "thon", "dien", "quan", "muc", "tien", "loai", "nh", "the"}
)
"""Short words that mean something only as the whole heading, or with a number or a bracket."""
