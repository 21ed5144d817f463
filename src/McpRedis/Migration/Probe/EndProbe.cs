using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Topology;

namespace McpRedis.Migration.Probe;

/// <summary>
/// Finds out what one end of a migration is and lets be done, in about eight round trips: one pipeline of questions, the clock, the
/// rights, one small payload, and of a cluster what every master says. All of it reads. Every answer may be missing.
/// </summary>
/// <param name="redis">Bound by <see cref="EndGateway"/>.</param>
/// <param name="time">Our clock.</param>
internal sealed class EndProbe(IRedisGateway redis, TimeProvider time)
{
    // A payload is asked for whole: only of a key that is known to be small.
    private const long SmallBytes = 64 * 1024;

    /// <exception cref="Fault">The server could not be asked at all.</exception>
    public async Task<ServerFacts> RunAsync(CancellationToken cancellationToken)
    {
        var profile = await redis.GetProfileAsync(cancellationToken);
        var answers = new ProbeAnswers();
        await answers.AskAsync(redis, ProbeQuestions.First, cancellationToken);
        var clock = await ClockProbe.ReadAsync(redis, time, cancellationToken);
        var user = answers["ACL WHOAMI"].Read(reply => reply.Text);
        byte[]? key = await KeyAsync(answers["RANDOMKEY"], cancellationToken);
        int? proven = await TryHarmlessAsync(answers, key, cancellationToken);
        var rights = await RightsAsync(answers, user, key, cancellationToken);
        var infos = profile.Mode == ServerMode.Cluster
            ? [.. (await redis.ForEachMasterAsync(RedisCommand.Of("INFO"), cancellationToken)).Select(node => node.Fault is { } fault ? Fact<InfoText>.Of(fault) : Fact<InfoText>.Known(InfoText.Parse(node.Reply.Text)))]
            : new[] { answers["INFO"].Read(reply => InfoText.Parse(reply.Text)) };
        return new ServerFacts
        {
            Connection = redis.Connection,
            Profile = profile,
            Infos = infos,
            RdbVersion = (proven ?? RdbVersions.Of(profile.Flavour, profile.Version)) is { } version ? Fact<int>.Known(version) : Fact<int>.Missing("neither a payload nor a version told it"),
            RdbVersionIsProven = proven is not null,
            Modules = answers["MODULE LIST"].Read(ModulesOf),
            FunctionLibraries = answers["FUNCTION LIST"].Read(reply => reply.Count),
            DatabaseLimit = DatabaseLimitOf(profile, answers),
            ReplicaBuffer = answers.Setting("client-output-buffer-limit").Read(setting => BufferLimit.OfReplica(setting)!),
            SyncDelaySeconds = SyncDelayOf(answers),
            KeyspaceEvents = answers.Setting("notify-keyspace-events"),
            Clock = clock,
            SeesUsLocally = answers["CLIENT INFO"].Read(reply => IsLocal(reply.Text)),
            User = user,
            Rights = rights,
            HidesCounts = !IsInScope(RedisCommand.Of("DBSIZE")),
            Cluster = profile.Mode == ServerMode.Cluster ? await ClusterAsync(answers["CLUSTER INFO"], infos.Length, cancellationToken) : null,
            IsWatched = answers["PUBSUB NUMSUB __sentinel__:hello"].Read(reply => reply.Count == 2 && reply[1].Integer > 0),
        };
    }

    private async Task<byte[]?> KeyAsync(Fact<RespValue> random, CancellationToken cancellationToken)
    {
        if (random.IsKnown && !random.Value.IsNull)
        {
            return random.Value.Bytes.ToArray();
        }
        try
        {
            // RANDOMKEY is closed, or tells none that may be seen: look at a few.
            var page = await redis.ScanAsync(new KeyScanRequest(null, null, null, 10, 4096, null, 1000), cancellationToken);
            return page.Keys.Count > 0 ? page.Keys[0] : null;
        }
        catch (Fault fault) when (fault.Code is not (ErrorCode.RedisUnavailable or ErrorCode.AuthFailed))
        {
            return null;
        }
    }

    // What is needed for reading is tried in a form that costs nothing. A payload of the server's own tells its version of the format.
    private async Task<int?> TryHarmlessAsync(ProbeAnswers answers, byte[]? key, CancellationToken cancellationToken)
    {
        if (key is null)
        {
            if (IsInScope(RedisCommand.Of("EXISTS").Key(ProbeQuestions.NoKey)))
            {
                await answers.AskAsync(redis, [.. ProbeQuestions.Harmless(ProbeQuestions.NoKey), RedisCommand.Of("DUMP").Key(ProbeQuestions.NoKey)], cancellationToken);
            }
            return null;
        }
        await answers.AskAsync(redis, ProbeQuestions.Harmless(key), cancellationToken);
        // The key may be gone by now, or too large to be asked for: then the table of versions speaks.
        var size = answers["MEMORY USAGE"].Read(reply => reply.IsNull ? SmallBytes + 1 : reply.Integer);
        if (!size.IsKnown || size.Value > SmallBytes)
        {
            return null;
        }
        await answers.AskAsync(redis, [RedisCommand.Of("DUMP").Key(key)], cancellationToken);
        var dump = answers["DUMP"];
        return dump.IsKnown && !dump.Value.IsNull ? RdbVersions.OfPayload(dump.Value.Bytes.Span) : null;
    }

    private async Task<CommandRights> RightsAsync(ProbeAnswers answers, Fact<string> user, byte[]? key, CancellationToken cancellationToken)
    {
        var described = answers[$"COMMAND INFO {NeededCommands.All[0].Name}"];
        if (!user.IsKnown)
        {
            return CommandRights.Of(described, [], Fact<RespValue>.Missing("not asked"), answers);
        }
        var outcomes = await redis.ExecuteEachAsync([RedisCommand.Of("ACL GETUSER").Arg(user.Value!), .. CommandRights.Questions(user.Value!, key ?? ProbeQuestions.NoKey)], cancellationToken);
        var rules = outcomes[0].Fault is { } fault ? Fact<RespValue>.Of(fault) : Fact<RespValue>.Known(outcomes[0].Reply);
        return CommandRights.Of(described, [.. outcomes.Skip(1)], rules, answers);
    }

    private async Task<Fact<ClusterFact>> ClusterAsync(Fact<RespValue> info, int masters, CancellationToken cancellationToken)
    {
        var text = info.Read(reply => InfoText.Parse(reply.Text));
        if (!text.IsKnown)
        {
            return new(text.State, null, text.Why);
        }
        // A node tells only its own open slots: [93-<-e7d1…] comes, [77->-292f…] goes.
        var nodes = await redis.ForEachMasterAsync(RedisCommand.Of("CLUSTER NODES"), cancellationToken);
        int open = nodes.Where(node => node.Fault is null)
            .Sum(node => node.Reply.Text.Split('\n').Where(line => line.Contains("myself", StringComparison.Ordinal)).Sum(line => line.Count(c => c == '[')));
        return Fact<ClusterFact>.Known(new(text.Value!["cluster_state"] == "ok", text.Value.Integer("cluster_slots_assigned") ?? 0, open, masters));
    }

    private bool IsInScope(RedisCommand command)
    {
        try
        {
            redis.RequireInScope(command);
            return true;
        }
        catch (Fault)
        {
            return false;
        }
    }

    // id=3 addr=127.0.0.1:58424 laddr=127.0.0.1:6379 fd=8 name= …; addr=[::1]:58424; addr=/run/redis.sock:0
    private static bool IsLocal(string client)
    {
        string address = client.Split(' ').FirstOrDefault(field => field.StartsWith("addr=", StringComparison.Ordinal)) is { } field ? field["addr=".Length..] : "";
        int colon = address.LastIndexOf(':');
        return address.StartsWith('/') || (colon > 0 && NodeAddress.IsLoopbackHost(address[..colon].Trim('[', ']')));
    }

    // [name "vectorset" ver 1 path "" args []], a map in RESP3
    private static IReadOnlyList<ModuleFact> ModulesOf(RespValue reply) =>
        [.. reply.ItemArray.Select(module => new ModuleFact(Greeting.Field(module, "name").Text, Greeting.Field(module, "ver") is { IsNull: false } version ? version.Integer : 0))];

    private static Fact<int> SyncDelayOf(ProbeAnswers answers) =>
        answers.Setting("repl-diskless-sync") is { IsKnown: true, Value: "no" } ? Fact<int>.Known(0) : answers.Setting("repl-diskless-sync-delay").Read(Number);

    private static int Number(string text) => int.Parse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture);

    private static Fact<int> DatabaseLimitOf(ServerProfile profile, ProbeAnswers answers)
    {
        if (profile.Mode != ServerMode.Cluster)
        {
            return answers.Setting("databases").Read(Number);
        }
        // Valkey 9 has clusters of several; through this program a cluster is one.
        return Fact<int>.Known(1);
    }
}
