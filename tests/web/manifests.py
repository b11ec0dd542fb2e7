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
WITH_CLAIM = """\
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 1Mi}}
---
apiVersion: v1
kind: Pod
metadata:
  name: keeper
spec:
  volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]
  containers:
    - name: keeper
      image: busybox
      volumeMounts: [{name: v, mountPath: /data}]
"""
