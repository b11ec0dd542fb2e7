"""Go's types of a Pod's spec as the API server holds it: every field, in its order.

Source: k8s.io/kubernetes v1.32 pkg/apis/core/types.go.
"""

import functools
import re
from dataclasses import dataclass
from enum import Enum, auto

# A struct a line. `>` says that the fields stand in the same JSON object, and `=` what a field is
# called there where its name does not tell.
STRUCTS = """
PodSpec: Volumes []Volume, InitContainers []Container, Containers []Container, EphemeralContainers []EphemeralContainer, RestartPolicy string, TerminationGracePeriodSeconds *int64, ActiveDeadlineSeconds *int64, DNSPolicy string, NodeSelector map, ServiceAccountName string, AutomountServiceAccountToken *bool, NodeName string, SecurityContext *PodSecurityContext, ImagePullSecrets []LocalObjectReference, Hostname string, Subdomain string, SetHostnameAsFQDN *bool, Affinity *Affinity, SchedulerName string, Tolerations []Toleration, HostAliases []HostAlias, PriorityClassName string, Priority *int32, PreemptionPolicy *string, DNSConfig *PodDNSConfig, ReadinessGates []PodReadinessGate, RuntimeClassName *string, Overhead ResourceList, EnableServiceLinks *bool, TopologySpreadConstraints []TopologySpreadConstraint, OS *PodOS, SchedulingGates []PodSchedulingGate, ResourceClaims []PodResourceClaim, Resources *ResourceRequirements
PodSecurityContext: HostNetwork bool, HostPID bool, HostIPC bool, ShareProcessNamespace *bool, HostUsers *bool, SELinuxOptions *SELinuxOptions, WindowsOptions *WindowsSecurityContextOptions, RunAsUser *int64, RunAsGroup *int64, RunAsNonRoot *bool, SupplementalGroups []int64, SupplementalGroupsPolicy *string, FSGroup *int64, FSGroupChangePolicy *string, Sysctls []Sysctl, SeccompProfile *SeccompProfile, AppArmorProfile *AppArmorProfile, SELinuxChangePolicy *string
SELinuxOptions: User string, Role string, Type string, Level string
WindowsSecurityContextOptions: GMSACredentialSpecName *string, GMSACredentialSpec *string, RunAsUserName *string, HostProcess *bool
Sysctl: Name string, Value string
SeccompProfile: Type string, LocalhostProfile *string
AppArmorProfile: Type string, LocalhostProfile *string
LocalObjectReference: Name string
Affinity: NodeAffinity *NodeAffinity, PodAffinity *PodAffinity, PodAntiAffinity *PodAntiAffinity
NodeAffinity: RequiredDuringSchedulingIgnoredDuringExecution *NodeSelector, PreferredDuringSchedulingIgnoredDuringExecution []PreferredSchedulingTerm
NodeSelector: NodeSelectorTerms []NodeSelectorTerm
NodeSelectorTerm: MatchExpressions []NodeSelectorRequirement, MatchFields []NodeSelectorRequirement
NodeSelectorRequirement: Key string, Operator string, Values []string
PreferredSchedulingTerm: Weight int32, Preference NodeSelectorTerm
PodAffinity: RequiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm, PreferredDuringSchedulingIgnoredDuringExecution []WeightedPodAffinityTerm
PodAntiAffinity: RequiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm, PreferredDuringSchedulingIgnoredDuringExecution []WeightedPodAffinityTerm
WeightedPodAffinityTerm: Weight int32, PodAffinityTerm PodAffinityTerm
PodAffinityTerm: LabelSelector *v1.LabelSelector, Namespaces []string, TopologyKey string, NamespaceSelector *v1.LabelSelector, MatchLabelKeys []string, MismatchLabelKeys []string
v1.LabelSelector: MatchLabels map, MatchExpressions []v1.LabelSelectorRequirement
v1.LabelSelectorRequirement: Key string, Operator string, Values []string
Toleration: Key string, Operator string, Value string, Effect string, TolerationSeconds *int64
HostAlias: IP string, Hostnames []string
PodDNSConfig: Nameservers []string, Searches []string, Options []PodDNSConfigOption
PodDNSConfigOption: Name string, Value *string
PodReadinessGate: ConditionType string
TopologySpreadConstraint: MaxSkew int32, TopologyKey string, WhenUnsatisfiable string, LabelSelector *v1.LabelSelector, MinDomains *int32, NodeAffinityPolicy *string, NodeTaintsPolicy *string, MatchLabelKeys []string
PodOS: Name string
PodSchedulingGate: Name string
PodResourceClaim: Name string, ResourceClaimName *string, ResourceClaimTemplateName *string
Container: Name string, Image string, Command []string, Args []string, WorkingDir string, Ports []ContainerPort, EnvFrom []EnvFromSource, Env []EnvVar, Resources ResourceRequirements, ResizePolicy []ContainerResizePolicy, RestartPolicy *string, VolumeMounts []VolumeMount, VolumeDevices []VolumeDevice, LivenessProbe *Probe, ReadinessProbe *Probe, StartupProbe *Probe, Lifecycle *Lifecycle, TerminationMessagePath string, TerminationMessagePolicy string, ImagePullPolicy string, SecurityContext *SecurityContext, Stdin bool, StdinOnce bool, TTY bool
EphemeralContainer: EphemeralContainerCommon >EphemeralContainerCommon, TargetContainerName string
EphemeralContainerCommon: Name string, Image string, Command []string, Args []string, WorkingDir string, Ports []ContainerPort, EnvFrom []EnvFromSource, Env []EnvVar, Resources ResourceRequirements, ResizePolicy []ContainerResizePolicy, RestartPolicy *string, VolumeMounts []VolumeMount, VolumeDevices []VolumeDevice, LivenessProbe *Probe, ReadinessProbe *Probe, StartupProbe *Probe, Lifecycle *Lifecycle, TerminationMessagePath string, TerminationMessagePolicy string, ImagePullPolicy string, SecurityContext *SecurityContext, Stdin bool, StdinOnce bool, TTY bool
ContainerPort: Name string, HostPort int32, ContainerPort int32, Protocol string, HostIP string
EnvFromSource: Prefix string, ConfigMapRef *ConfigMapEnvSource, SecretRef *SecretEnvSource
ConfigMapEnvSource: LocalObjectReference >LocalObjectReference, Optional *bool
SecretEnvSource: LocalObjectReference >LocalObjectReference, Optional *bool
EnvVar: Name string, Value string, ValueFrom *EnvVarSource
EnvVarSource: FieldRef *ObjectFieldSelector, ResourceFieldRef *ResourceFieldSelector, ConfigMapKeyRef *ConfigMapKeySelector, SecretKeyRef *SecretKeySelector
ObjectFieldSelector: APIVersion string, FieldPath string
ResourceFieldSelector: ContainerName string, Resource string, Divisor resource.Quantity
ConfigMapKeySelector: LocalObjectReference >LocalObjectReference, Key string, Optional *bool
SecretKeySelector: LocalObjectReference >LocalObjectReference, Key string, Optional *bool
ResourceRequirements: Limits ResourceList, Requests ResourceList, Claims []ResourceClaim
ResourceClaim: Name string, Request string
ContainerResizePolicy: ResourceName string, RestartPolicy string
VolumeMount: Name string, ReadOnly bool, RecursiveReadOnly *string, MountPath string, SubPath string, MountPropagation *string, SubPathExpr string
VolumeDevice: Name string, DevicePath string
Probe: ProbeHandler >ProbeHandler, InitialDelaySeconds int32, TimeoutSeconds int32, PeriodSeconds int32, SuccessThreshold int32, FailureThreshold int32, TerminationGracePeriodSeconds *int64
ProbeHandler: Exec *ExecAction, HTTPGet *HTTPGetAction, TCPSocket *TCPSocketAction, GRPC *GRPCAction
Lifecycle: PostStart *LifecycleHandler, PreStop *LifecycleHandler
LifecycleHandler: Exec *ExecAction, HTTPGet *HTTPGetAction, TCPSocket *TCPSocketAction, Sleep *SleepAction
ExecAction: Command []string
HTTPGetAction: Path string, Port intstr.IntOrString, Host string, Scheme string, HTTPHeaders []HTTPHeader
HTTPHeader: Name string, Value string
TCPSocketAction: Port intstr.IntOrString, Host string
GRPCAction: Port int32, Service *string
SleepAction: Seconds int64
SecurityContext: Capabilities *Capabilities, Privileged *bool, SELinuxOptions *SELinuxOptions, WindowsOptions *WindowsSecurityContextOptions, RunAsUser *int64, RunAsGroup *int64, RunAsNonRoot *bool, ReadOnlyRootFilesystem *bool, AllowPrivilegeEscalation *bool, ProcMount *string, SeccompProfile *SeccompProfile, AppArmorProfile *AppArmorProfile
Capabilities: Add []core.Capability, Drop []core.Capability
Volume: Name string, VolumeSource >VolumeSource
VolumeSource: HostPath *HostPathVolumeSource, EmptyDir *EmptyDirVolumeSource, GCEPersistentDisk *GCEPersistentDiskVolumeSource, AWSElasticBlockStore *AWSElasticBlockStoreVolumeSource, GitRepo *GitRepoVolumeSource, Secret *SecretVolumeSource, NFS *NFSVolumeSource, ISCSI *ISCSIVolumeSource, Glusterfs *GlusterfsVolumeSource, PersistentVolumeClaim *PersistentVolumeClaimVolumeSource, RBD *RBDVolumeSource, Quobyte *QuobyteVolumeSource, FlexVolume *FlexVolumeSource, Cinder *CinderVolumeSource, CephFS=cephfs *CephFSVolumeSource, Flocker *FlockerVolumeSource, DownwardAPI *DownwardAPIVolumeSource, FC *FCVolumeSource, AzureFile *AzureFileVolumeSource, ConfigMap *ConfigMapVolumeSource, VsphereVolume *VsphereVirtualDiskVolumeSource, AzureDisk *AzureDiskVolumeSource, PhotonPersistentDisk *PhotonPersistentDiskVolumeSource, Projected *ProjectedVolumeSource, PortworxVolume *PortworxVolumeSource, ScaleIO *ScaleIOVolumeSource, StorageOS=storageos *StorageOSVolumeSource, CSI *CSIVolumeSource, Ephemeral *EphemeralVolumeSource, Image *ImageVolumeSource
HostPathVolumeSource: Path string, Type *string
EmptyDirVolumeSource: Medium string, SizeLimit *resource.Quantity
GCEPersistentDiskVolumeSource: PDName string, FSType string, Partition int32, ReadOnly bool
AWSElasticBlockStoreVolumeSource: VolumeID string, FSType string, Partition int32, ReadOnly bool
GitRepoVolumeSource: Repository string, Revision string, Directory string
SecretVolumeSource: SecretName string, Items []KeyToPath, DefaultMode *int32, Optional *bool
KeyToPath: Key string, Path string, Mode *int32
NFSVolumeSource: Server string, Path string, ReadOnly bool
ISCSIVolumeSource: TargetPortal string, IQN string, Lun int32, ISCSIInterface string, FSType string, ReadOnly bool, Portals []string, DiscoveryCHAPAuth=chapAuthDiscovery bool, SessionCHAPAuth=chapAuthSession bool, SecretRef *LocalObjectReference, InitiatorName *string
GlusterfsVolumeSource: EndpointsName=endpoints string, Path string, ReadOnly bool
PersistentVolumeClaimVolumeSource: ClaimName string, ReadOnly bool
RBDVolumeSource: CephMonitors=monitors []string, RBDImage=image string, FSType string, RBDPool=pool string, RadosUser=user string, Keyring string, SecretRef *LocalObjectReference, ReadOnly bool
QuobyteVolumeSource: Registry string, Volume string, ReadOnly bool, User string, Group string, Tenant string
FlexVolumeSource: Driver string, FSType string, SecretRef *LocalObjectReference, ReadOnly bool, Options map
CinderVolumeSource: VolumeID string, FSType string, ReadOnly bool, SecretRef *LocalObjectReference
CephFSVolumeSource: Monitors []string, Path string, User string, SecretFile string, SecretRef *LocalObjectReference, ReadOnly bool
FlockerVolumeSource: DatasetName string, DatasetUUID string
DownwardAPIVolumeSource: Items []DownwardAPIVolumeFile, DefaultMode *int32
DownwardAPIVolumeFile: Path string, FieldRef *ObjectFieldSelector, ResourceFieldRef *ResourceFieldSelector, Mode *int32
FCVolumeSource: TargetWWNs=targetWWNs []string, Lun *int32, FSType string, ReadOnly bool, WWIDs=wwids []string
AzureFileVolumeSource: SecretName string, ShareName string, ReadOnly bool
ConfigMapVolumeSource: LocalObjectReference >LocalObjectReference, Items []KeyToPath, DefaultMode *int32, Optional *bool
VsphereVirtualDiskVolumeSource: VolumePath string, FSType string, StoragePolicyName string, StoragePolicyID string
AzureDiskVolumeSource: DiskName string, DataDiskURI=diskURI string, CachingMode *string, FSType *string, ReadOnly *bool, Kind *string
PhotonPersistentDiskVolumeSource: PdID string, FSType string
ProjectedVolumeSource: Sources []VolumeProjection, DefaultMode *int32
VolumeProjection: Secret *SecretProjection, DownwardAPI *DownwardAPIProjection, ConfigMap *ConfigMapProjection, ServiceAccountToken *ServiceAccountTokenProjection, ClusterTrustBundle *ClusterTrustBundleProjection
SecretProjection: LocalObjectReference >LocalObjectReference, Items []KeyToPath, Optional *bool
ConfigMapProjection: LocalObjectReference >LocalObjectReference, Items []KeyToPath, Optional *bool
DownwardAPIProjection: Items []DownwardAPIVolumeFile
ServiceAccountTokenProjection: Audience string, ExpirationSeconds int64, Path string
ClusterTrustBundleProjection: Name *string, SignerName *string, LabelSelector *v1.LabelSelector, Optional *bool, Path string
PortworxVolumeSource: VolumeID string, FSType string, ReadOnly bool
ScaleIOVolumeSource: Gateway string, System string, SecretRef *LocalObjectReference, SSLEnabled bool, ProtectionDomain string, StoragePool string, StorageMode string, VolumeName string, FSType string, ReadOnly bool
StorageOSVolumeSource: VolumeName string, VolumeNamespace string, FSType string, ReadOnly bool, SecretRef *LocalObjectReference
CSIVolumeSource: Driver string, ReadOnly *bool, FSType *string, VolumeAttributes map, NodePublishSecretRef *LocalObjectReference
EphemeralVolumeSource: VolumeClaimTemplate *PersistentVolumeClaimTemplate
PersistentVolumeClaimTemplate: Spec PersistentVolumeClaimSpec
PersistentVolumeClaimSpec: AccessModes []string, VolumeName string, StorageClassName *string, VolumeMode *string
ImageVolumeSource: Reference string, PullPolicy string
intstr.IntOrString: Type int64, IntVal int32, StrVal string
resource.Quantity: i resource.int64Amount, Format string
resource.int64Amount: value int64, scale int32
"""  # noqa: E501 -- a struct a line is what one reads


class Kind(Enum):
    """What Go can do with a value."""

    STRUCT = auto()
    SLICE = auto()
    MAP = auto()
    POINTER = auto()
    STRING = auto()
    NUMBER = auto()
    BOOL = auto()


@dataclass(frozen=True)
class Field:
    """A field of a struct; `json` is empty where its own fields stand in the same JSON object."""

    name: str
    json: str
    type: str


@dataclass(frozen=True)
class Type:
    """One type: its kind, how Go writes it, and what is in it."""

    kind: Kind
    name: str
    item: str = ""
    fields: tuple[Field, ...] = ()

    @property
    def is_quantity(self) -> bool:
        """Whether two values are compared as amounts, whatever they are made of."""
        return self.name == "resource.Quantity"


PREFIXES = {"[]": Kind.SLICE, "*": Kind.POINTER}
SIMPLE = {
    "map": Type(Kind.MAP, "map[string]string", "string"),
    "ResourceList": Type(Kind.MAP, "core.ResourceList", "resource.Quantity"),
    "bool": Type(Kind.BOOL, "bool"),
    "int32": Type(Kind.NUMBER, "int32"),
    "int64": Type(Kind.NUMBER, "int64"),
}


@functools.cache
def type_of(name: str) -> Type:
    """A type by its name in the table above.

    >>> type_of("[]Volume").name, type_of("ResourceList").kind
    ('[]core.Volume', <Kind.MAP: 3>)
    """
    if name in _structs():
        full = name if "." in name else f"core.{name}"
        return Type(Kind.STRUCT, full, fields=_structs()[name])
    for prefix, kind in PREFIXES.items():
        if name.startswith(prefix):
            item = name.removeprefix(prefix)
            return Type(kind, f"{prefix}{type_of(item).name}", item)
    return SIMPLE.get(name) or Type(Kind.STRING, name)


@functools.cache
def _structs() -> dict[str, tuple[Field, ...]]:
    lines = (line.partition(": ") for line in STRUCTS.strip().splitlines())
    return {name: tuple(map(_field, fields.split(", "))) for name, _, fields in lines}


def _field(text: str) -> Field:
    label, _, kind = text.partition(" ")
    name, _, json = label.partition("=")
    if kind.startswith(">"):
        return Field(name, "", kind[1:])
    return Field(name, json or _json_name(name), kind)


def _json_name(name: str) -> str:
    """How a field is called in JSON: `dnsPolicy` for DNSPolicy, `tty` for TTY."""
    capitals = re.match(r"[A-Z]+", name)
    count = capitals.end() if capitals else 0
    if 1 < count < len(name):
        count -= 1
    return name[:count].lower() + name[count:]
