using System.Text.RegularExpressions;
using McpRedis.Diagnostics.Facts;
using McpRedis.Diagnostics.Sampling;
using McpRedis.Redis;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Diagnostics;

/// <summary>A recorded sample of a real server (see Samples/), to be changed in the one place a test is about.</summary>
internal sealed class SampleNode
{
    private readonly Dictionary<string, string> _parts;
    private readonly Dictionary<Question, RespValue> _answers = [];
    private readonly Dictionary<Question, string> _refusals = [];
    private readonly List<AclUser> _users = [];
    private readonly Dictionary<string, string> _settings;
    private KeyExpiries _keys = KeyExpiries.None;
    private string _before, _after;
    private string _name;

    private SampleNode(string file, string name)
    {
        _parts = RepositoryFile.Read($"tests/McpRedis.Tests/Samples/{file}.txt").Split("=== ", StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(part => part[..part.IndexOf('\n', StringComparison.Ordinal)], part => part[(part.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
        _before = _after = _parts["INFO"];
        _settings = _parts["CONFIG"].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2)).ToDictionary(pair => pair[0], pair => pair.Length > 1 ? pair[1] : "");
        _name = name;
        _answers[Question.Slowlog] = _answers[Question.LatencyLatest] = List();
        _answers[Question.Clients] = RespValue.Of(_parts["CLIENTS"]);
        DefaultUser("off", "sanitize-payload");
        _answers[Question.Users] = List(RespValue.Of("default"));
        Info("uptime_in_seconds", "864000");   // the servers were recorded soon after their start
    }

    public double Seconds { get; set; } = 2;

    /// <summary>A master with a replica, a limit of memory, AOF and users.</summary>
    public static SampleNode Master() => new("health-valkey-9.1.2", "node-1 (master)");

    public static SampleNode Replica() => new SampleNode("health-valkey-9.1.2-replica", "node-1 (replica)").Info("maxmemory", 2147483648).Setting("latency-monitor-threshold", "100");

    /// <summary>A master of a cluster of three with a replica each, spread over three machines.</summary>
    public static SampleNode ClusterMaster()
    {
        var node = new SampleNode("health-valkey-9.1.2-cluster", "node-1 (master)");
        int host = 0;
        node.Cluster(Regex.Replace(node._parts["CLUSTER NODES"], @"127\.0\.0\.1:", _ => $"10.0.0.{++host}:"));
        return node.ClusterInfo(node._parts["CLUSTER INFO"]);
    }

    /// <summary>A sentinel that watches one master with two others.</summary>
    public static SampleNode Sentinel() => new SampleNode("health-valkey-9.1.2", "sentinel-1").Info("redis_mode", "sentinel").Info("server_mode", "sentinel").Sentinels("mymaster", "master", 1, 2, 2);

    public SampleNode Named(string name)
    {
        _name = name;
        return this;
    }

    /// <summary>The same value in both samples.</summary>
    public SampleNode Info(string name, string value) => Grow(name, value, value);

    public SampleNode Info(string name, double value) => Info(name, value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>A counter that grew between the samples.</summary>
    public SampleNode Grow(string name, string before, string after, string section = "Added")
    {
        (_before, _after) = (Line(_before, name, before, section), Line(_after, name, after, section));
        return this;
    }

    public SampleNode Grow(string name, double by)
    {
        double before = InfoText.Parse(_before).Number(name) ?? 0;
        return Grow(name, $"{before}", $"{before + by}");
    }

    public SampleNode WithoutInfo(string name)
    {
        (_before, _after) = (Without(_before, name), Without(_after, name));
        return this;
    }

    public SampleNode Setting(string name, string value)
    {
        _settings[name] = value;
        return this;
    }

    public SampleNode Clients(IEnumerable<string> lines)
    {
        _answers[Question.Clients] = RespValue.Of(string.Join('\n', lines));
        return this;
    }

    public SampleNode Slow(string command, double milliseconds)
    {
        var entry = List(RespValue.Of(1), RespValue.Of((long)Now() - 60), RespValue.Of((long)(milliseconds * 1000)), List(RespValue.Of(command), RespValue.Of("secret")), RespValue.Of("10.0.0.9:1"), RespValue.Of(""));
        _answers[Question.Slowlog] = List([.. _answers[Question.Slowlog].ItemArray, entry]);
        return this;
    }

    public SampleNode Latency(string name, long lastMs, long maxMs)
    {
        _answers[Question.LatencyLatest] = List(List(RespValue.Of(name), RespValue.Of((long)Now() - 60), RespValue.Of(lastMs), RespValue.Of(maxMs)));
        return this;
    }

    public SampleNode DefaultUser(params string[] flags)
    {
        _answers[Question.DefaultUser] = List(RespValue.Of("flags"), List([.. flags.Select(RespValue.Of)]), RespValue.Of("passwords"), List(), RespValue.Of("commands"), RespValue.Of("+@all"), RespValue.Of("keys"), RespValue.Of("~*"));
        return this;
    }

    public SampleNode User(string name, params string[] flags)
    {
        _users.Add(new(name, flags.Contains("on"), flags.Contains("nopass"), "+@all", true));
        return this;
    }

    public SampleNode Cluster(string nodes)
    {
        _parts["CLUSTER NODES"] = nodes;
        _answers[Question.ClusterNodes] = RespValue.Of(nodes);
        return this;
    }

    /// <summary>Rewrites CLUSTER NODES.</summary>
    public SampleNode Cluster(string pattern, string replacement) => Cluster(Regex.Replace(_parts["CLUSTER NODES"], pattern, replacement, RegexOptions.Multiline));

    public SampleNode ClusterInfo(string text)
    {
        _answers[Question.ClusterInfo] = RespValue.Of(text);
        return this;
    }

    public SampleNode Sentinels(string name, string flags, long replicas, long others, long quorum, string ip = "10.0.0.1")
    {
        _answers[Question.SentinelMasters] = List(List(
            RespValue.Of("name"), RespValue.Of(name), RespValue.Of("ip"), RespValue.Of(ip), RespValue.Of("port"), RespValue.Of("6379"), RespValue.Of("flags"), RespValue.Of(flags), RespValue.Of("num-slaves"), RespValue.Of($"{replicas}"),
            RespValue.Of("num-other-sentinels"), RespValue.Of($"{others}"), RespValue.Of("quorum"), RespValue.Of($"{quorum}")));
        return this;
    }

    public SampleNode Refuse(Question question, string reason)
    {
        _answers.Remove(question);
        _refusals[question] = reason;
        return this;
    }

    public SampleNode Keys(params (string Key, bool Expires)[] keys)
    {
        _keys = new([.. keys.Select(key => (System.Text.Encoding.UTF8.GetBytes(key.Key), key.Expires))]);
        return this;
    }

    public NodeSample Build()
    {
        if (!_refusals.ContainsKey(Question.Settings))
        {
            _answers[Question.Settings] = List([.. _settings.SelectMany(setting => new[] { RespValue.Of(setting.Key), RespValue.Of(setting.Value) })]);
        }
        return new(_name, InfoText.Parse(_before), InfoText.Parse(_after), Seconds, _answers, _refusals, _users) { Keys = _keys };
    }

    private double Now() => InfoText.Parse(_after).Number("server_time_usec") / 1_000_000 ?? 0;

    private static RespValue List(params RespValue[] items) => RespValue.Of(RespKind.Array, items);

    private static string Line(string info, string name, string value, string section)
    {
        string pattern = $"^{Regex.Escape(name)}:.*$", line = $"{name}:{value}";
        return Regex.IsMatch(info, pattern, RegexOptions.Multiline) ? Regex.Replace(info, pattern, line.Replace("$", "$$", StringComparison.Ordinal), RegexOptions.Multiline)
            : info.Contains($"# {section}\n", StringComparison.Ordinal) ? info.Replace($"# {section}\n", $"# {section}\n{line}\n", StringComparison.Ordinal)
            : $"{info}\n# {section}\n{line}\n";
    }

    private static string Without(string info, string name) => Regex.Replace(info, $"^{Regex.Escape(name)}:.*\n", "", RegexOptions.Multiline);
}
