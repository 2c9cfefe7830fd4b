"""Writes table_encoding.json: tables of mixed columns as numbers, by pandas and scikit-learn,
fitted to training rows alone.

    pip install numpy pandas scikit-learn
"""

import io

import golden
import numpy as np
import pandas as pd
import sklearn
from golden import tensor
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler

cases = []
CITIES = ["Łódź", "Kraków", "Gdańsk", "Opole"]


def table(rng, rows):
    """Rows of every kind of column; one in eight values of some columns is missing."""
    frame = pd.DataFrame({
        "id": np.arange(rows) + 1,
        "age": np.round(rng.normal(40, 12, rows), 1),
        "income": np.round(rng.lognormal(8, 1, rows), 2),
        "sex": rng.choice(["F", "M"], rows),
        "member": rng.choice(["yes", "no"], rows),
        "city": rng.choice(CITIES, rows),
        "joined": pd.Timestamp("2019-06-01") + pd.to_timedelta(rng.integers(-900, 900, rows), "D"),
        "seen": (pd.Timestamp("2024-02-28") + pd.to_timedelta(rng.integers(0, 3000, rows), "min")),
        "constant": 7,
        "price": np.round(rng.normal(100, 30, rows), 2),
        "grade": rng.integers(1, 4, rows),
    })
    for name in ("age", "city", "joined", "member"):
        frame.loc[rng.permutation(rows)[: rows // 8], name] = None
    return frame


def text(frame, separator=",", comma=False):
    frame = frame.copy()
    frame["joined"] = frame["joined"].dt.strftime("%Y-%m-%d")
    frame["seen"] = frame["seen"].dt.strftime("%d.%m.%Y %H:%M")
    return frame.to_csv(index=False, sep=separator, decimal="," if comma else ".")


def parts(dates, has_time):
    """Days since 1970, then sine and cosine of the time of the year, of the week and of the day."""
    day = dates.dt.normalize()
    clock = (dates - day) / pd.Timedelta("1D")
    days = (day - pd.Timestamp("1970-01-01")) / pd.Timedelta("1D") + clock
    year = (dates.dt.day_of_year - 1 + clock) / (365 + dates.dt.is_leap_year)
    shares = [year, dates.dt.day_of_week / 7] + ([clock] if has_time else [])
    cycles = [f(2 * np.pi * share) for share in shares for f in (np.sin, np.cos)]
    return pd.concat([days] + cycles, axis=1).to_numpy(float)


def encoded(train, frame, scaler, strategy):
    """The features of `frame` with statistics of `train`, and their names."""
    blocks, names = [], []

    def add(column, block, block_names):
        blocks.append(np.asarray(block, float))
        names.extend(block_names)
        if train[column].isna().any():
            blocks.append(frame[[column]].isna().to_numpy(float))
            names.append(f"{column} missing")

    common = SimpleImputer(strategy="most_frequent")
    for column in ("age", "income"):
        scaling = scaler().fit(train[[column]])
        fill = SimpleImputer(strategy=strategy).fit(scaling.transform(train[[column]]))
        add(column, fill.transform(scaling.transform(frame[[column]])), [column])
    for column in ("sex", "member", "city"):
        known = train[[column]].astype(object).where(train[[column]].notna(), np.nan)
        values = frame[[column]].astype(object).where(frame[[column]].notna(), np.nan)
        fill = common.fit(known)
        if column == "member":
            add(column, fill.transform(values) == "yes", [column])
            continue
        coding = OneHotEncoder(
            categories=[sorted(known[column].dropna().unique(), key=lambda name: name.encode())],
            handle_unknown="ignore", sparse_output=False).fit(fill.transform(known))
        add(column, coding.transform(fill.transform(values)),
            [f"{column}={c}" for c in coding.categories_[0]])
    for column, has_time in (("joined", False), ("seen", True)):
        known, values = (parts(f[column], has_time) for f in (train, frame))
        days = scaler().fit(known[:, :1])
        known[:, :1], values[:, :1] = days.transform(known[:, :1]), days.transform(values[:, :1])
        # A missing date has the means of all parts, whatever numbers have.
        means = SimpleImputer(strategy="mean").fit(known).statistics_
        if strategy != "mean":
            means[0] = SimpleImputer(strategy="mean").fit(known[:, :1]).statistics_[0]
        cycles = ["year", "week"] + (["day"] if has_time else [])
        block_names = [f"{column} days"] + [f"{column} {c} {f}" for c in cycles
            for f in ("sine", "cosine")]
        add(column, np.where(np.isnan(values), means, values), block_names)
    return np.hstack(blocks), names


for number, (scaler, strategy, separator, comma) in enumerate([
    (StandardScaler, "mean", ",", False), (MinMaxScaler, "median", ";", True),
    (StandardScaler, "most_frequent", "\t", False),
]):
    rng = golden.generator(f"table encoding {number}")
    train, test = table(rng, 64), table(rng, 16)
    # What training has not seen.
    test.loc[3, "city"] = "Bełchatów"
    test.loc[5, "income"] = None
    features, names = encoded(train, train, scaler, strategy)
    others, _ = encoded(train, test, scaler, strategy)
    shuffled = test[list(rng.permutation(test.columns))]
    cases.append({
        "name": f"{scaler.__name__}, {strategy}", "scaling": {"StandardScaler": "standard",
            "MinMaxScaler": "minMax"}[scaler.__name__],
        "missing": {"mean": "fillMean", "median": "fillMedian",
            "most_frequent": "fillMostFrequent"}[strategy],
        "train": text(train, separator, comma), "test": text(shuffled, separator, comma),
        "featureNames": names,
        "features": tensor(np.round(features, 9)), "testFeatures": tensor(np.round(others, 9)),
        "price": tensor(test["price"].to_numpy(float)),
        "grade": tensor(test["grade"].to_numpy(np.int32)),
    })

forms = {
    "%Y-%m-%d": "yearFirst", "%Y/%m/%d": "yearFirst", "%Y-%m": "months", "%m/%d/%Y": "monthFirst",
    "%d.%m.%Y": "dayFirst",
    "%m/%d/%y": "monthFirst", "%Y-%m-%dT%H:%M:%S.%fZ": "yearFirst", "%d.%m.%Y %H:%M": "dayFirst",
}
rng = golden.generator("table encoding dates")
for form, kind in forms.items():
    stamps = pd.to_datetime(rng.integers(-50 * 365 * 86400, 60 * 365 * 86400, 40), unit="s",
        utc=True).tz_localize(None)
    if "%y" in form:
        stamps = stamps[stamps >= "1969-01-01"]
    texts = list(stamps.strftime(form))
    back = pd.Series(pd.to_datetime(texts, format=form).tz_localize(None) if "Z" in form
        else pd.to_datetime(texts, format=form))
    cases.append({
        "name": f"dates as {form}", "form": kind, "texts": texts,
        "parts": tensor(np.round(parts(back, True), 12)),
    })

golden.write(
    "table_encoding.json", golden.versions(np, pd, sklearn),
    "tables as CSV; features of their rows, fitted to `train` alone; `test` has its columns "
    "shuffled. Dates as texts, and days "
    "since 1970 and sine and cosine of the time of the year, week and day.",
    cases)
