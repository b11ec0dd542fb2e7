"""The lab images: which names a Pod may use, and how the images behind them are made."""
