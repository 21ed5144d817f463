using System.Globalization;
using McpRedis.Diagnostics.Clients;
using McpRedis.Diagnostics.Facts;
using McpRedis.Diagnostics.Latency;
using McpRedis.Redis;

namespace McpRedis.Diagnostics.Sampling;

/// <summary>
/// What one node said: INFO twice, some seconds apart, and the rest once. A question it refused has its reason instead of an answer.
/// </summary>
/// <param name="name">Name and role, <c>node-1 (master)</c>.</param>
/// <param name="before">INFO at first.</param>
/// <param name="info">INFO at the end; what checks read.</param>
/// <param name="seconds">Between the two.</param>
/// <param name="answers">Replies by question.</param>
/// <param name="refusals">Reasons by question.</param>
/// <param name="users">ACL GETUSER of users beside the default one.</param>
internal sealed class NodeSample(
    string name,
    InfoText before,
    InfoText info,
    double seconds,
    IReadOnlyDictionary<Question, RespValue> answers,
    IReadOnlyDictionary<Question, string> refusals,
    IReadOnlyList<AclUser>? users = null)
{
    private IReadOnlyDictionary<string, string>? _settings;
    private IReadOnlyList<ClientEntry>? _clients;
    private IReadOnlyList<SlowEntry>? _slow;
    private IReadOnlyList<LatencyEvent>? _latency;
    private IReadOnlyList<ClusterNodeLine>? _clusterNodes;

    public string Name => name;

    public InfoText Info => info;

    public double Seconds => seconds;

    public bool IsReplica { get; } = ServerIdentity.Role(info["role"]) == ServerRole.Replica;

    public bool IsMaster { get; } = ServerIdentity.Role(info["role"]) == ServerRole.Master;

    public bool IsSentinel { get; } = (info["redis_mode"] ?? info["server_mode"]) == "sentinel";

    public bool IsCluster => info["cluster_enabled"] == "1";

    public IReadOnlyList<ClientEntry> Clients => _clients ??= ClientListText.Parse(Answer(Question.Clients).Bytes.Span);

    public IReadOnlyList<SlowEntry> Slow => _slow ??= SlowEntry.Read(Answer(Question.Slowlog));

    public IReadOnlyList<LatencyEvent> Latency => _latency ??= LatencyEvent.Read(Answer(Question.LatencyLatest));

    public IReadOnlyList<ClusterNodeLine> ClusterNodes => _clusterNodes ??= ClusterNodeLine.Read(Answer(Question.ClusterNodes).Text);

    /// <summary>The fullest of its slots, fullest first; empty where the server does not tell.</summary>
    public IReadOnlyList<SlotLoad> FullestSlots => SlotLoad.Read(Answer(Question.SlotStats));

    public InfoText ClusterInfo => InfoText.Parse(Answer(Question.ClusterInfo).Text);

    public IReadOnlyList<SentinelMaster> SentinelMasters => SentinelMaster.Read(Answer(Question.SentinelMasters));

    public AclUser DefaultUser => AclUser.Of("default", Answer(Question.DefaultUser));

    /// <summary>Users beside the default one, as many as were asked for.</summary>
    public IReadOnlyList<AclUser> OtherUsers => users ?? [];

    /// <summary>Questions of ours that the node refused: errors between the samples that are nobody else's.</summary>
    public int Refused => refusals.Count;

    /// <summary>The node's own clock, in seconds since 1970; null where it does not tell.</summary>
    public double? NowSeconds => Number("server_time_usec") / 1_000_000;

    /// <summary>Keys of the whole connection; with one of its masters, and only where there are many.</summary>
    public KeyExpiries Keys { get; init; } = KeyExpiries.None;

    /// <summary>Why a question has no answer; null when it has one.</summary>
    public string? Refusal(Question question) => question is Question.Info or Question.Keys ? refusals.GetValueOrDefault(question)
        : answers.ContainsKey(question) ? null
        : refusals.GetValueOrDefault(question, "was not asked: too many nodes for one call");

    public double? Number(string field) => info.Number(field);

    /// <summary>Growth of a counter between the two samples; null when it is not told. 0 where it was reset meanwhile.</summary>
    public double? Gain(string field) => info.Number(field) is { } after && before.Number(field) is { } first ? Math.Max(0, after - first) : null;

    /// <summary>The same, per second.</summary>
    public double? Rate(string field) => Gain(field) is { } gain && seconds > 0 ? gain / seconds : null;

    /// <summary>Growth of a part of a line between the samples: calls of cmdstat_keys.</summary>
    public double GainOf(string line, string part) => Math.Max(0, Part(info[line], part) - Part(before[line], part));

    /// <summary>Calls of a command since start, <c>cmdstat_keys</c>.</summary>
    public static double Part(string? line, string part) =>
        line is not null && InfoText.Parts(line).TryGetValue(part, out string? text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : 0;

    public string? Setting(string setting) => (_settings ??= SettingsOf(Answer(Question.Settings))).GetValueOrDefault(setting);

    public double? SettingNumber(string setting) => double.TryParse(Setting(setting), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    /// <summary>Of the configured limit or, where there is none, of the machine; null when neither is told.</summary>
    public double? MemoryRoom => Number("maxmemory") is > 0 and var limit ? limit : Number("total_system_memory") is > 0 and var machine ? machine : null;

    public Sighting Sees(Severity severity, double impact, params IReadOnlyList<string> evidence) => new(name, severity, Math.Clamp(double.IsNaN(impact) ? 0 : impact, 0, 1), evidence);

    private RespValue Answer(Question question) => answers.GetValueOrDefault(question);

    // Only what checks ask for is ever looked at: the reply also holds passwords and paths.
    private static Dictionary<string, string> SettingsOf(RespValue reply)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var items = reply.Items;
        for (int i = 0; i + 1 < items.Length; i += 2)
        {
            if (SettingsRead.Contains(items[i].Text))
            {
                settings[items[i].Text] = items[i + 1].Text;
            }
        }
        return settings;
    }
}
