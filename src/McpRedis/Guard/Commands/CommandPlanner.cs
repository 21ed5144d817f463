using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Guard.Commands;

/// <summary>How much the replies of one call may hold.</summary>
/// <param name="Items">Elements of one reply.</param>
/// <param name="Bytes">Bytes of one reply, before it is cut to what is shown.</param>
/// <param name="Whole">JSON bytes there are for what must be shown whole.</param>
/// <param name="SizeOf">JSON bytes of a string of the reply.</param>
internal readonly record struct ReplyLimits(long Items, long Bytes, long Whole, Func<ReadOnlyMemory<byte>, long> SizeOf);

/// <summary>
/// Judges the commands of a call and looks up what the judgement needs: what the table does not know, whether targets
/// exist, how large replies would be. Everything it asks reads in constant time.
/// </summary>
internal sealed class CommandPlanner(IRedisGateway redis, AdmittedCommands admitted, TimeProvider time, ReplyLimits limits)
{
    /// <exception cref="Fault">Any command is refused, unknown to the server, above the access level or too large to answer: then none is run.</exception>
    public async Task<CommandPlan> MakeAsync(IReadOnlyList<byte[][]> commands, CancellationToken cancellationToken)
    {
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var rulings = commands.Select(c => CommandRules.Judge(c, nowMs)).ToArray();
        RefuseAny(rulings);
        await LookUpUnknownAsync(commands, rulings, nowMs, cancellationToken);
        RefuseAny(rulings);
        Array.ForEach(rulings, ruling => redis.RequireInScope(ruling.Command!));   // before the user is asked about it
        RefuseUnknownSizes(rulings);
        bool byNode = await ReachAsync(rulings, cancellationToken);
        await MeasureAsync(rulings, cancellationToken);
        await TakingProbe.RequireRoomAsync(redis, rulings, limits, cancellationToken);
        var lost = await LostAsync(rulings, cancellationToken);
        var risk = TotalRisk(rulings, lost);
        var expiries = risk >= Risk.Destructive ? await KeyExpiries.ReadAsync(redis, rulings, cancellationToken) : null;
        return new(rulings, risk, CommandEffect.Of(commands, rulings, lost.Count, expiries)) { ByNode = byNode };
    }

    // On a cluster every node answers for itself.
    private async Task<bool> ReachAsync(CommandRuling[] rulings, CancellationToken cancellationToken)
    {
        if (rulings.All(r => r.Reach == NodeReach.Any) || (await redis.GetProfileAsync(cancellationToken)).Mode != ServerMode.Cluster)
        {
            return false;
        }
        for (int i = 0; i < rulings.Length; i++)
        {
            if (rulings[i].Reach == NodeReach.None)
            {
                throw new Fault(ErrorCode.CommandNotAllowed, $"commands[{i}]: the server is a cluster, and {rulings[i].Name} answers for one of its nodes, each time another. Nothing was sent.", TypedTools.Hint("SCAN"));
            }
            if (rulings[i].Reach != NodeReach.Any && rulings[i].Risk != Risk.Read)
            {
                rulings[i] = rulings[i] with { Reason = $"{rulings[i].Reason}, on every node" };
            }
        }
        return true;
    }

    private void RefuseAny(CommandRuling[] rulings)
    {
        for (int i = 0; i < rulings.Length; i++)
        {
            if (rulings[i].Refusal is { } refusal)
            {
                throw new Fault(refusal.Code, $"commands[{i}]: {refusal.Message} Nothing was sent.", refusal.Hint);
            }
            admitted.RequireAccess(rulings[i]);
        }
    }

    // A module's command, or one newer than the table: the server says where its keys are and whether it is more than work on keys.
    private async Task LookUpUnknownAsync(IReadOnlyList<byte[][]> commands, CommandRuling[] rulings, long nowMs, CancellationToken cancellationToken)
    {
        string[] names = [.. rulings.Where(r => r.Unknown).Select(r => r.Name).Distinct()];
        if (names.Length == 0)
        {
            return;
        }
        var ask = RedisCommand.Of("COMMAND INFO");
        Array.ForEach(names, name => ask.Arg(name));
        // In the order asked. A command that was renamed is told under its true name.
        var replies = await redis.ExecuteAsync(ask, cancellationToken);
        var live = names.Select((name, i) => (name, CommandReply.Read(RespValue.Of(RespKind.Array, i < replies.Count ? [replies[i]] : [])).All.FirstOrDefault()))
            .ToDictionary(pair => pair.name, pair => pair.Item2);
        for (int i = 0; i < rulings.Length; i++)
        {
            if (rulings[i].Unknown)
            {
                string name = rulings[i].Name;
                rulings[i] = live[name] is { } entry
                    ? CommandRules.Judge(commands[i], nowMs, entry)
                    : rulings[i].Refuse(ErrorCode.UnsupportedByServer, $"the server does not know {name}.{DidYouMean(name)}", RedisFaults.NeedOf(name));
            }
        }
    }

    private static string DidYouMean(string name) => CommandTable.Pinned.Find(name) is not null ? "" : CommandTable.Pinned.NearestTo(name) is { } near ? $" Did you mean {near}?" : "";

    // SUNIONSTORE big, then SMEMBERS of it: its size now says nothing of its size then.
    private static void RefuseUnknownSizes(CommandRuling[] rulings)
    {
        var grown = new HashSet<byte[]>(ByteArrayComparer.Instance);
        for (int i = 0; i < rulings.Length; i++)
        {
            if (rulings[i].Bound is not null && rulings[i].Keys.Any(grown.Contains))
            {
                throw Fault.Argument("commands", $"[{i}] {rulings[i].Name} reads what an earlier command of the call fills, so its size cannot be known. Nothing was sent.", "Read it in a call of its own.");
            }
            grown.UnionWith(rulings[i].Grows);
        }
    }

    private async Task MeasureAsync(CommandRuling[] rulings, CancellationToken cancellationToken)
    {
        var bounds = rulings.Select((r, i) => (Ruling: r, Index: i)).Where(r => r.Ruling.Bound is not null).ToArray();
        var probes = bounds.SelectMany(b => b.Ruling.Bound!.Probes).ToArray();
        if (probes.Length == 0)
        {
            return;
        }
        var replies = await redis.ExecuteManyAsync(probes, atomic: false, cancellationToken);
        int next = 0;
        long memory = 0;
        foreach (var (ruling, index) in bounds)
        {
            var bound = ruling.Bound!;
            var own = replies[next..(next + bound.Probes.Count)];
            next += own.Length;
            for (int i = 0; i < own.Length; i++)
            {
                // Of another type: then the command itself says so. What a value takes in memory is told by some servers only.
                if (own[i].IsError && !own[i].Text.StartsWith("WRONGTYPE", StringComparison.Ordinal) && bound.Probes[i].FullName != "MEMORY USAGE")
                {
                    throw RedisFaults.FromReply(own[i].Text, bound.Probes[i].FullName);
                }
            }
            var size = bound.Measure(own);
            memory += size.Memory;
            if (size.Items > limits.Items || size.Bytes > limits.Bytes || size.Memory > ReadBound.MostMemory || memory > ReadBound.MostMemoryInAll)
            {
                string what = size.Items > limits.Items ? $"{size.Items} items" : $"about {Math.Max(size.Bytes, size.Memory)} bytes";
                throw new Fault(ErrorCode.BudgetExceeded, $"commands[{index}]: {ruling.Name} would answer with {what}, more than a reply holds. Nothing was sent.", bound.Advice);
            }
        }
    }

    /// <summary>Commands, by index, that would destroy what is at their target.</summary>
    private async Task<IReadOnlySet<int>> LostAsync(CommandRuling[] rulings, CancellationToken cancellationToken)
    {
        var asked = new List<(int Index, RedisCommand Probe)>();
        var lost = new HashSet<int>();
        var written = new HashSet<byte[]>(ByteArrayComparer.Instance);
        var moved = new HashSet<byte[]>(ByteArrayComparer.Instance);   // of whatever type came there
        for (int i = 0; i < rulings.Length; i++)
        {
            asked.AddRange(rulings[i].Overwrites.Select(key => (i, RedisCommand.Of("EXISTS").Key(key))));
            asked.AddRange(rulings[i].Replaces.Select(key => (i, RedisCommand.Of("TYPE").Key(key))));
            // What an earlier command of the call makes is not there yet when we look.
            if (rulings[i].Overwrites.Any(written.Contains) || rulings[i].Replaces.Any(moved.Contains))
            {
                lost.Add(i);
            }
            moved.UnionWith(rulings[i].Grows);
            moved.ExceptWith(rulings[i].Removes > 0 ? rulings[i].Keys : []);
            if (rulings[i].Risk != Risk.Read)
            {
                written.UnionWith(rulings[i].Keys);
            }
        }
        if (asked.Count > 0)
        {
            var replies = await redis.ExecuteManyAsync([.. asked.Select(a => a.Probe)], atomic: false, cancellationToken);
            lost.UnionWith(asked.Where((a, i) => a.Probe.Name == "EXISTS" ? replies[i].Kind != RespKind.Integer || replies[i].Integer > 0 : replies[i].IsError || replies[i].Text is not ("none" or "string"))
                .Select(a => a.Index));
        }
        return lost;
    }

    private static Risk TotalRisk(CommandRuling[] rulings, IReadOnlySet<int> lost)
    {
        var highest = rulings.Max(r => r.Risk);
        bool many = lost.Count > 0 || rulings.Sum(r => r.Removes) + Expiring(rulings) > 1;
        return many && highest < Risk.Destructive ? Risk.Destructive : highest;
    }

    // Keys that will be gone in time, as if deleted then. What the same call has just set is its own to let expire.
    private static int Expiring(CommandRuling[] rulings)
    {
        var set = new HashSet<byte[]>(ByteArrayComparer.Instance);
        var expiring = new HashSet<byte[]>(ByteArrayComparer.Instance);
        foreach (var ruling in rulings)
        {
            expiring.UnionWith(ruling.Expires.Where(key => !set.Contains(key)));
            set.UnionWith(ruling.Replaces);
        }
        return expiring.Count;
    }
}
