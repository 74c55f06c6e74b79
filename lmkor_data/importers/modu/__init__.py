"""모두의 말뭉치: the corpora of the National Institute of Korean Language."""
