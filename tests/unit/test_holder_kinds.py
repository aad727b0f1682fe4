import pandas as pd
import pytest

from nutag.holders import holder_keys, holder_kinds


def kind(name):
    return holder_kinds(pd.Series([name], dtype=object))[0]


def key(name):
    return holder_keys(pd.Series([name], dtype=object))[0]


@pytest.mark.parametrize(
    "name",
    [
        "Б.Бат",
        "Б. Бат",
        "Ц.Бат-Эрдэнэ",
        "Bat-Erdene B.",
        "Ts.Bat",
        "Бат Б.",
        "Бат, Б.",
        "Иргэн Дорж",
    ],
)
def test_persons(name):
    assert kind(name) == "person"
    assert kind(f"Иргэн {name}") == "person"


@pytest.mark.parametrize(
    "name",
    [
        "Говь ХХК",
        "Б.Бат ХХК",
        "“Б.Бат” ХК",
        "Эрдэнэт үйлдвэр ТӨҮГ",
        "Oyu Tolgoi LLC",
        "B.Bat Co., Ltd",
        "Gatsuurt",
        "Bat Erdene",
        "G.O.Design",
        "S.M.S",
        "Иргэншил",  # a word for a person inside another word
        "No. 5",
    ],
)
def test_companies(name):
    assert kind(name) == "company"


@pytest.mark.parametrize(
    "name", [None, "-", " – ", "Unknown", "N/A", "н/м", "тодорхойгүй", "..", "?"]
)
def test_nobody(name):
    assert kind(name) == "unknown"
    assert key(name) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Erel LLC", "EREL", True),
        ("“Говь” ХХК", "говь", True),
        ("Говь ХХК", "Тал ХХК", False),
        ("ХХК", "LTD", False),  # nothing but words for a company: the words are the name
        ("Бат", "Bat", False),
        ("Өгөөж", "Огоож", False),
    ],
)
def test_keys_of_holders(one, other, same):
    assert (key(one) == key(other)) is same
