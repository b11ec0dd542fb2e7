"""How an object comes into the store and leaves it again, whoever asks: the API or a controller."""
