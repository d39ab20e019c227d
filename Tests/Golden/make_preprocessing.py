"""Writes preprocessing.safetensors: what scikit-learn fits to examples, and makes of them and of others.

    .venv/bin/pip install scikit-learn==1.9.1
    .venv/bin/python Tests/Golden/make_preprocessing.py
"""

import numpy as np
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

from golden import Draw, write


def scaler(fitted, others):
    return {"output": fitted.transform(others), "inverse": fitted.inverse_transform(fitted.transform(others))}


def holed(x):
    """Missing values in columns 0 and 2, and repeated ones in column 3."""
    x = x.copy()
    x[1, 0] = x[4, 2] = x[5, 2] = np.nan
    x[:, 3] = np.array([2, 1, 1, 2, 3, 1, 2])
    return x


def components(pca, others):
    """With the largest component of each direction positive, which scikit-learn does not promise."""
    largest = np.abs(pca.components_).argmax(1)
    signs = np.sign(pca.components_[np.arange(len(largest)), largest])
    return {"components": pca.components_ * signs[:, None], "variances": pca.explained_variance_,
            "ratios": pca.explained_variance_ratio_, "output": pca.transform(others) * signs,
            "inverse": pca.inverse_transform(pca.transform(others))}


if __name__ == "__main__":
    draw = Draw(31)
    x, others = draw(7, 4).numpy(), draw(3, 4).numpy()
    x[:, 1] = 1.5
    holes = holed(x)
    mixing = draw(5, 5).numpy()
    correlated, more = draw(40, 5).numpy() @ mixing, draw(3, 5).numpy() @ mixing
    # Columns around 1e5, which float32 statistics of uncentred numbers get wrong.
    large = (correlated + 1e5).astype(np.float32).astype(np.float64)
    few = draw(4, 6).numpy()
    filled = {name: SimpleImputer(strategy=strategy).fit(holes).transform(holes)
              for name, strategy in [("mean", "mean"), ("median", "median"), ("frequent", "most_frequent")]}
    write("preprocessing", {
        "x": x, "others": others, "holes": np.nan_to_num(holes, nan=-99.0),
        "standard": scaler(StandardScaler().fit(x), others),
        "min_max": scaler(MinMaxScaler((-1, 3)).fit(x), others),
        "robust": scaler(RobustScaler().fit(x), others),
        "robust_wide": scaler(RobustScaler(quantile_range=(10, 95)).fit(x), others),
        "filled": {**filled, "marked": SimpleImputer(add_indicator=True).fit(holes).transform(holes)},
        "correlated": correlated, "more": more, "large": large, "few": few,
        "pca": components(PCA(svd_solver="full").fit(correlated), more),
        "pca_large": components(PCA(svd_solver="full").fit(large), more + 1e5),
        "pca_three": components(PCA(3, svd_solver="full").fit(correlated), more),
        "pca_whitened": components(PCA(whiten=True, svd_solver="full").fit(correlated), more),
        "pca_few": components(PCA(3, svd_solver="full").fit(few), few)})
