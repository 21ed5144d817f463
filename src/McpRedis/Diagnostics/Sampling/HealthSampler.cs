using System.Globalization;
using McpRedis.Diagnostics.Checks;
using McpRedis.Diagnostics.Facts;
using McpRedis.Faults;
using McpRedis.Keyspace;
using McpRedis.Redis;

namespace McpRedis.Diagnostics.Sampling;

/// <summary>
/// Asks every node of a connection: INFO, then the rest at once, then INFO again some seconds later. Reads only, and never
/// more than <see cref="MostCommands"/> in all: on a cluster too large for that the last questions are left out, and the
/// checks that need them say so.
/// </summary>
internal sealed class HealthSampler(IRedisGateway redis, TimeProvider time)
{
    public const int MostCommands = 190;

    // A line of CLIENT LIST has some 350 bytes.
    private const int MostClients = 10_000;

    // Users beside the default one that are asked about.
    private const int MostUsers = 12;

    // Keys whose expiry is looked at; where there are not many keys no share means anything.
    private const int MostKeys = 100;
    private const int FewestKeys = 30;
    private const int FewKeys = 1000;
    private const long LongestNames = 64 * 1024;

    private readonly Dictionary<Question, Dictionary<string, NodeReply>> _replies = [];
    private readonly Dictionary<Question, string> _left = [];
    private int _commands;

    /// <summary>Commands sent so far, on all nodes together.</summary>
    public int Commands => _commands;

    /// <param name="between">Time between the two samples.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Fault">No node answered.</exception>
    public async Task<HealthSample> TakeAsync(TimeSpan between, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        var first = await InfoAsync(cancellationToken);
        var reached = first.Where(reply => reply.Fault is null || IsRefusal(reply.Fault)).ToList();
        if (reached.Count == 0)
        {
            throw (first.Count > 0 ? first[0].Fault : null) ?? new Fault(ErrorCode.RedisUnavailable, "No node of the connection can be asked.", "redis_connection_list tells how connections are.", retryable: true);
        }
        var infos = reached.ToDictionary(reply => reply.Node, Info);
        await AskAsync(infos, cancellationToken);
        var users = await UsersAsync(first.Count, cancellationToken);
        var sentinels = await SentinelsAsync(cancellationToken);
        var keys = await KeysAsync(infos.Values, first.Count, cancellationToken);
        var rest = between - time.GetElapsedTime(start);
        if (rest > TimeSpan.Zero)
        {
            await Task.Delay(rest, time, cancellationToken);
        }
        var second = (await InfoAsync(cancellationToken)).ToDictionary(reply => reply.Node);
        double elapsed = time.GetElapsedTime(start).TotalSeconds;
        string? keyNode = reached.FirstOrDefault(reply => ServerIdentity.Role(infos[reply.Node]["role"]) == ServerRole.Master)?.Node;
        return new(
            [.. reached.Select(reply => Node(reply, infos[reply.Node], second.GetValueOrDefault(reply.Node), elapsed, users, reply.Node == keyNode ? keys : KeyExpiries.None)), .. sentinels.Where(reply => reply.Fault is null).Select(Sentinel)],
            [.. first.Except(reached).Concat(sentinels.Where(reply => reply.Fault is not null)).Select(reply => (reply.Node, reply.Fault!))],
            elapsed,
            _commands);
    }

    private async Task<IReadOnlyList<NodeReply>> InfoAsync(CancellationToken cancellationToken)
    {
        var replies = await redis.ForEachNodeAsync(Question.Info.Command(), cancellationToken);
        _commands += replies.Count;
        return replies;
    }

    // At once, so that they go out as one pipeline to each node.
    private async Task AskAsync(Dictionary<string, InfoText> infos, CancellationToken cancellationToken)
    {
        int nodes = Math.Max(1, infos.Count), room = MostCommands - _commands - nodes;
        var asked = new List<Question>();
        foreach (var question in Of(infos.Values))
        {
            if (question == Question.Clients && infos.Values.Max(info => info.Integer("connected_clients") ?? 0) is > MostClients and var clients)
            {
                _left[question] = string.Create(CultureInfo.InvariantCulture, $"was not asked: {clients} connections are too many for one call");
            }
            else if (room >= nodes)
            {
                asked.Add(question);
                room -= nodes;
            }
        }
        foreach (var (question, replies) in await Task.WhenAll(asked.Select(question => AskAsync(question, cancellationToken))))
        {
            _commands += replies.Count;
            _replies[question] = replies.ToDictionary(reply => reply.Node);
        }
    }

    private static IEnumerable<Question> Of(IReadOnlyCollection<InfoText> infos) =>
        infos.Any(info => info["cluster_enabled"] == "1") ? [.. Questions.OfCluster, .. Questions.OfServers, .. infos.All(ServerVersion.TellsSlots) ? [Question.SlotStats] : Array.Empty<Question>()]
        : Questions.OfServers;

    // A fault of the whole is that of each node: the key scope, say, which forbids CONFIG.
    private async Task<(Question, IReadOnlyList<NodeReply>)> AskAsync(Question question, CancellationToken cancellationToken)
    {
        try
        {
            return (question, await redis.ForEachNodeAsync(question.Command(), cancellationToken));
        }
        catch (Fault fault) when (IsRefusal(fault))
        {
            _left[question] = Text(fault);
            return (question, []);
        }
    }

    private async Task<Dictionary<string, List<AclUser>>> UsersAsync(int nodes, CancellationToken cancellationToken)
    {
        string[] names = [.. _replies.GetValueOrDefault(Question.Users, []).Values.Where(reply => reply.Fault is null)
            .SelectMany(reply => reply.Reply.ItemArray.Select(user => user.Text)).Where(name => name != "default").Distinct()
            .Take(Math.Min(MostUsers, Math.Max(0, (MostCommands - _commands - nodes) / Math.Max(1, nodes))))];
        var users = new Dictionary<string, List<AclUser>>();
        var replies = await Task.WhenAll(names.Select(name => redis.ForEachNodeAsync(RedisCommand.Of("ACL GETUSER").Arg(name).Large(), cancellationToken)));
        foreach (var (name, of) in names.Zip(replies))
        {
            _commands += of.Count;
            foreach (var reply in of.Where(reply => reply.Fault is null && !reply.Reply.IsNull))
            {
                (users.TryGetValue(reply.Node, out var list) ? list : users[reply.Node] = []).Add(AclUser.Of(name, reply.Reply));
            }
        }
        return users;
    }

    // One page of SCAN and the expiry of each of its keys, as one pipeline.
    private async Task<KeyExpiries> KeysAsync(IReadOnlyCollection<InfoText> infos, int nodes, CancellationToken cancellationToken)
    {
        // The client library selects the database before each of them, except on a cluster, which has one.
        int each = infos.Any(info => info["cluster_enabled"] == "1") ? 1 : 2;
        int most = Math.Min(MostKeys, (MostCommands - _commands - (2 * each * nodes)) / each);
        if (most < FewestKeys || DatabaseSizes.Of(infos).Sum(size => size.Keys) < FewKeys)
        {
            return KeyExpiries.None;
        }
        try
        {
            var page = await redis.ScanAsync(new KeyScanRequest(null, null, null, most, LongestNames, null, most), cancellationToken);
            byte[][] keys = [.. page.Keys.Take(most)];
            var expiries = await redis.ExecuteEachAsync([.. keys.Select(key => RedisCommand.Of("PTTL").Key(key).Large())], cancellationToken);
            _commands += each * (keys.Length + page.Steps);
            return expiries.FirstOrDefault(outcome => outcome.Fault is { } fault && IsRefusal(fault))?.Fault is { } refused
                ? throw refused
                : new([.. keys.Zip(expiries).Where(pair => pair.Second.Fault is null && pair.Second.Reply.Integer != -2).Select(pair => (pair.First, pair.Second.Reply.Integer >= 0))]);
        }
        catch (Fault fault) when (IsRefusal(fault))
        {
            _left[Question.Keys] = Text(fault);
            return KeyExpiries.None;
        }
    }

    // The sentinels a connection names are beside its nodes; they are asked what they think of their masters.
    private async Task<IReadOnlyList<NodeReply>> SentinelsAsync(CancellationToken cancellationToken)
    {
        var replies = await redis.ForEachSentinelAsync(Question.SentinelMasters.Command(), cancellationToken);
        _commands += replies.Count;
        return replies;
    }

    private static NodeSample Sentinel(NodeReply reply)
    {
        var info = InfoText.Parse("redis_mode:sentinel");
        return new(reply.Node, info, info, 0, new Dictionary<Question, RespValue> { [Question.SentinelMasters] = reply.Reply }, new Dictionary<Question, string>());
    }

    private NodeSample Node(NodeReply first, InfoText before, NodeReply? second, double elapsed, Dictionary<string, List<AclUser>> users, KeyExpiries keys)
    {
        var answers = new Dictionary<Question, RespValue>();
        var refusals = new Dictionary<Question, string>(_left);
        if (first.Fault is not null)
        {
            refusals[Question.Info] = Text(first.Fault);
        }
        foreach (var (question, replies) in _replies)
        {
            if (!replies.TryGetValue(first.Node, out var reply))
            {
                continue;
            }
            if (reply.Fault is null)
            {
                answers[question] = reply.Reply;
            }
            else
            {
                refusals[question] = Text(reply.Fault);
            }
        }
        // A node that was lost between the two keeps its first sample, and nothing grew.
        var info = second is { Fault: null } ? Info(second) : before;
        double? own = (info.Number("server_time_usec") - before.Number("server_time_usec")) / 1_000_000;
        return new(first.Node, before, info, own is > 0 and var seconds ? seconds : elapsed, answers, refusals, users.GetValueOrDefault(first.Node)) { Keys = keys };
    }

    private static InfoText Info(NodeReply reply) => reply.Fault is null ? InfoText.Parse(reply.Reply.Text) : InfoText.Empty;

    private static bool IsRefusal(Fault fault) => fault.Code is ErrorCode.NotPermitted or ErrorCode.UnsupportedByServer or ErrorCode.KeyOutOfScope or ErrorCode.ServerError or ErrorCode.InvalidArgument;

    private static string Text(Fault fault) => $"{fault.Code.Wire()}: {fault.Message}{(fault.Code == ErrorCode.NotPermitted ? " " + fault.Hint : "")}";
}
