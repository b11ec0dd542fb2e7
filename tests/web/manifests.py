"""Texts that the tests run."""

PAIR = """\
apiVersion: v1
kind: Pod
metadata:
  name: pair
spec:
  containers:
    - name: web
      image: nginx
    - name: client
      image: busybox
      command: ["sleep", "1000"]
"""
WITH_CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: words
data:
  WORDS: good morning
---
apiVersion: v1
kind: Secret
metadata:
  name: hidden
---
apiVersion: v1
kind: Pod
metadata:
  name: reader
spec:
  containers:
    - name: reader
      image: busybox
"""
TWO_MISTAKES = """\
apiVersion: v1
kind: Pod
metadata:
  name: Pair
spec:
  containers:
    - name: web
"""
