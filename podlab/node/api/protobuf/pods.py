"""Field numbers of a Pod and of all that is in its spec, from k8s.io/api 1.32.

Without a number here are `affinity` and the volumes of clusters: whoever sends one is told.
"""

from podlab.node.api.protobuf.layout import layouts

POD_MESSAGES = layouts("""
Pod             1:metadata=ObjectMeta 2:spec=PodSpec 3:status=ignored
PodTemplateSpec 1:metadata=ObjectMeta 2:spec=PodSpec
PodSpec
    1:volumes=Volume[] 2:containers=Container[] 3:restartPolicy
    4:terminationGracePeriodSeconds=int* 5:activeDeadlineSeconds=int* 6:dnsPolicy
    7:nodeSelector{} 8:serviceAccountName 9:serviceAccount 10:nodeName 11:hostNetwork=bool
    12:hostPID=bool 13:hostIPC=bool 14:securityContext=PodSecurityContext*
    15:imagePullSecrets=LocalObjectReference[] 16:hostname 17:subdomain
    19:schedulerName 20:initContainers=Container[] 21:automountServiceAccountToken=bool*
    22:tolerations=Toleration[] 23:hostAliases=HostAlias[] 24:priorityClassName 25:priority=int*
    26:dnsConfig=PodDNSConfig* 27:shareProcessNamespace=bool* 28:readinessGates=PodReadinessGate[]
    29:runtimeClassName* 30:enableServiceLinks=bool* 31:preemptionPolicy* 32:overhead=quantity{}
    34:ephemeralContainers=EphemeralContainer[] 35:setHostnameAsFQDN=bool* 36:os=Name*
    37:hostUsers=bool* 38:schedulingGates=Name[] 40:resources=ResourceRequirements*
Container
    1:name 2:image 3:command[] 4:args[] 5:workingDir 6:ports=ContainerPort[] 7:env=EnvVar[]
    8:resources=ResourceRequirements 9:volumeMounts=VolumeMount[] 10:livenessProbe=Probe*
    11:readinessProbe=Probe* 12:lifecycle=Lifecycle* 13:terminationMessagePath 14:imagePullPolicy
    15:securityContext=SecurityContext* 16:stdin=bool 17:stdinOnce=bool 18:tty=bool
    19:envFrom=EnvFromSource[] 20:terminationMessagePolicy 21:volumeDevices=VolumeDevice[]
    22:startupProbe=Probe* 23:resizePolicy=ContainerResizePolicy[] 24:restartPolicy*
EphemeralContainer    1:common=Container^ 2:targetContainerName
ContainerPort         1:name 2:hostPort=int 3:containerPort=int 4:protocol 5:hostIP
ContainerResizePolicy 1:resourceName 2:restartPolicy
ResourceRequirements  1:limits=quantity{} 2:requests=quantity{} 3:claims=Name[]
VolumeDevice          1:name 2:devicePath
VolumeMount
    1:name 2:readOnly=bool 3:mountPath 4:subPath 5:mountPropagation* 6:subPathExpr
    7:recursiveReadOnly*
EnvVar                1:name 2:value 3:valueFrom=EnvVarSource*
EnvVarSource
    1:fieldRef=ObjectFieldSelector* 2:resourceFieldRef=ResourceFieldSelector*
    3:configMapKeyRef=KeySelector* 4:secretKeyRef=KeySelector*
ObjectFieldSelector   1:apiVersion 2:fieldPath
ResourceFieldSelector 1:containerName 2:resource 3:divisor=quantity
KeySelector           1:reference=LocalObjectReference^ 2:key 3:optional=bool*
EnvFromSource         1:prefix 2:configMapRef=WholeReference* 3:secretRef=WholeReference*
WholeReference        1:reference=LocalObjectReference^ 2:optional=bool*
LocalObjectReference  1:name
Name                  1:name
Quantity              1:string
IntOrString           1:type=int 2:intVal=int 3:strVal
Probe
    1:handler=Handler^ 2:initialDelaySeconds=int 3:timeoutSeconds=int 4:periodSeconds=int
    5:successThreshold=int 6:failureThreshold=int 7:terminationGracePeriodSeconds=int*
Handler               1:exec=ExecAction* 2:httpGet=HTTPGetAction* 3:tcpSocket=TCPSocketAction*
                      4:grpc=GRPCAction*
Lifecycle             1:postStart=LifecycleHandler* 2:preStop=LifecycleHandler*
LifecycleHandler      1:exec=ExecAction* 2:httpGet=HTTPGetAction* 3:tcpSocket=TCPSocketAction*
                      4:sleep=SleepAction*
ExecAction            1:command[]
HTTPGetAction         1:path 2:port=int-or-string 3:host 4:scheme 5:httpHeaders=HTTPHeader[]
HTTPHeader            1:name 2:value
TCPSocketAction       1:port=int-or-string 2:host
GRPCAction            1:port=int 2:service*
SleepAction           1:seconds=int*
SecurityContext
    1:capabilities=Capabilities* 2:privileged=bool* 3:seLinuxOptions=SELinuxOptions*
    4:runAsUser=int* 5:runAsNonRoot=bool* 6:readOnlyRootFilesystem=bool*
    7:allowPrivilegeEscalation=bool* 8:runAsGroup=int* 9:procMount*
    11:seccompProfile=Profile* 12:appArmorProfile=Profile*
PodSecurityContext
    1:seLinuxOptions=SELinuxOptions* 2:runAsUser=int* 3:runAsNonRoot=bool*
    4:supplementalGroups=int[] 5:fsGroup=int* 6:runAsGroup=int* 7:sysctls=Sysctl[]
    9:fsGroupChangePolicy* 10:seccompProfile=Profile*
    11:appArmorProfile=Profile* 12:supplementalGroupsPolicy* 13:seLinuxChangePolicy*
Capabilities          1:add[] 2:drop[]
SELinuxOptions        1:user 2:role 3:type 4:level
Profile               1:type 2:localhostProfile*
Sysctl                1:name 2:value
Toleration            1:key 2:operator 3:value 4:effect 5:tolerationSeconds=int*
HostAlias             1:ip 2:hostnames[]
PodDNSConfig          1:nameservers[] 2:searches[] 3:options=PodDNSConfigOption[]
PodDNSConfigOption    1:name 2:value*
PodReadinessGate      1:conditionType
Volume                1:name 2:source=VolumeSource^
VolumeSource
    1:hostPath=HostPath* 2:emptyDir=EmptyDir* 6:secret=SecretVolume* 10:persistentVolumeClaim=Claim*
    16:downwardAPI=DownwardAPIVolume* 19:configMap=ConfigMapVolume* 26:projected=Projected*
HostPath              1:path 2:type*
EmptyDir              1:medium 2:sizeLimit=quantity*
Claim                 1:claimName 2:readOnly=bool
SecretVolume          1:secretName 2:items=KeyToPath[] 3:defaultMode=int* 4:optional=bool*
ConfigMapVolume       1:reference=LocalObjectReference^ 2:items=KeyToPath[] 3:defaultMode=int*
                      4:optional=bool*
KeyToPath             1:key 2:path 3:mode=int*
DownwardAPIVolume     1:items=DownwardAPIFile[] 2:defaultMode=int*
DownwardAPIFile       1:path 2:fieldRef=ObjectFieldSelector* 4:mode=int*
                      3:resourceFieldRef=ResourceFieldSelector*
Projected             1:sources=Projection[] 2:defaultMode=int*
Projection            1:secret=PartReference* 2:downwardAPI=DownwardAPIVolume*
                      3:configMap=PartReference* 4:serviceAccountToken=TokenProjection*
PartReference         1:reference=LocalObjectReference^ 2:items=KeyToPath[] 4:optional=bool*
TokenProjection       1:audience 2:expirationSeconds=int* 3:path
""")
