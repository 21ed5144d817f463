using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Guard.Commands;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Transactions;

[RedisTool("redis_transaction_run", "Run a transaction", Toolset.Transactions, Risk.Admin,
    "WATCH", "MULTI", "EXEC", "COMMAND INFO", "EXISTS", "TYPE", "PTTL", "STRLEN", "HSTRLEN", "HLEN", "LLEN", "SCARD", "ZCARD", "XLEN", "VCARD", "MEMORY USAGE",
    "GETRANGE", "HMGET", "LRANGE", "ZRANGE", "ZREVRANGE", "SRANDMEMBER", ByCommand = true)]
internal sealed class TransactionRunTool(IRedisGateway redis, OutputBudget budget, AdmittedCommands admitted, TimeProvider time)
{
    private const int EnvelopeBytes = 96;
    private const int ErrorBytes = 480;

    /// <summary>Run commands all or nothing (MULTI/EXEC), if the conditions hold until then.</summary>
    /// <param name="commands">In order.</param>
    /// <param name="conditions">All must hold; their keys are watched.</param>
    /// <returns>outcome: committed, or aborted because of a condition or a change by others, or rejected; then nothing ran. Redis does not undo: a command can fail within a committed transaction.</returns>
    /// <exception cref="Fault">command_not_allowed; confirmation_required; cross_slot: the keys are spread over a cluster; outcome_unknown: the answer was lost.</exception>
    /// <seealso href="https://redis.io/docs/latest/develop/using-commands/transactions/"/>
    public async Task<TransactionResult> RunAsync([Items(1, 100)] TransactionCommand[] commands, [Items(1, 50)] TransactionCondition[]? conditions = null, CancellationToken cancellationToken = default)
    {
        var watched = (conditions ?? []).Select(Condition).ToArray();
        var limits = new ReplyLimits(budget.MaxItems, budget.MaxBytes, budget.BytesLeft - (EnvelopeBytes * commands.Length), bytes => TextCut.JsonSize(bytes.Span));
        var planner = new CommandPlanner(redis, admitted, time, limits);
        var plan = await planner.MakeAsync([.. commands.Select(c => c.Args)], cancellationToken);
        if (plan.ByNode)
        {
            string which = plan.Rulings.First(r => r.Reach != NodeReach.Any).Name;
            throw new Fault(ErrorCode.CommandNotAllowed, $"A transaction runs on one node of the cluster, and {which} would answer for that one alone. Nothing was sent.", "redis_command_run asks all nodes.");
        }
        await KnowTypesAsync(watched, cancellationToken);
        admitted.Admit(plan with { Effect = Together(plan.Effect, commands, watched) });
        var outcome = await redis.TransactAsync(plan.Commands, watched, cancellationToken);
        if (!outcome.Committed)
        {
            return outcome.Rejected ? Rejected(plan, outcome.Refusal) : Aborted(outcome.Unmet, watched.Length);
        }
        foreach (var reply in outcome.Replies)
        {
            budget.Spend(reply.IsError ? ErrorBytes : EnvelopeBytes);   // told in any case
        }
        var results = new TransactionReply[outcome.Replies.Count];
        // What is nowhere else any more comes first, so that no other reply takes its place.
        foreach (int i in Enumerable.Range(0, results.Length).OrderBy(i => plan.Rulings[i].Takes is null))
        {
            results[i] = Told(plan.Rulings[i], outcome.Replies[i]);
        }
        bool truncated = results.Any(r => r.Result is { Truncated: true });
        return new(TransactionEnd.Committed, null, [], results, results.Count(r => !r.Ok), truncated, truncated ? budget.CutBy : null);
    }

    private TransactionReply Told(CommandRuling ruling, RespValue reply)
    {
        string name = ruling.Name;
        if (reply.IsError)
        {
            var fault = RedisFaults.FromReply(reply.Text, name);
            return new(name, false, null, new(fault.Code.Wire(), fault.Message, fault.Hint));
        }
        return new(name, true, ruling.Takes is null ? ReplyTrees.Of(reply, name, budget) : ReplyTrees.Whole(reply, name, budget), null);
    }

    private static TransactionResult Rejected(CommandPlan plan, QueueRefusal? refusal)
    {
        var fault = refusal is { } known ? RedisFaults.FromReply(known.Text, known.At is { } at ? plan.Rulings[at].Name : "one of its commands") : null;
        var rows = plan.Rulings.Select((r, i) => new TransactionReply(r.Name, false, null, fault is not null && i == refusal!.Value.At ? new(fault.Code.Wire(), fault.Message, fault.Hint) : null)).ToList();
        string which = refusal?.At is { } told ? $"commands[{told}]" : "A command";
        string why = fault is not null && refusal?.At is null ? $" {fault.Message} {fault.Hint}" : "";
        return new(TransactionEnd.Rejected, $"{which} was refused while the commands were queued; none ran.{why}", [], rows, rows.Count, false, null);
    }

    private static TransactionResult Aborted(IReadOnlyList<int> unmet, int conditions) => new(TransactionEnd.Aborted,
        unmet.Count > 0 ? $"{unmet.Count} of {conditions} conditions did not hold; nothing ran." : "A watched key was changed by others in between; nothing ran. Call again.",
        unmet, [], 0, false, null);

    private static KeyCondition Condition(TransactionCondition condition, int index)
    {
        string place = $"conditions[{index}]";
        bool equals = condition.Is == ConditionKind.Equals;
        if (equals != (condition.Value is not null) || (condition.Field is not null && !equals))
        {
            throw Fault.Argument(place, "value goes with equals and is needed there; field goes with equals only.");
        }
        if ((condition.Is == ConditionKind.Type) != (condition.Type is not null) || (condition.Is == ConditionKind.Length) != (condition.Length is not null))
        {
            throw Fault.Argument(place, "type goes with is type, length with is length.");
        }
        return new(condition.Is, condition.Key, condition.Field, condition.Value, condition.Type?.ToString().ToLowerInvariant(), condition.Length ?? 0);
    }

    // The length of what? Asked ahead; when it is another type by then, the condition does not hold.
    private async Task KnowTypesAsync(KeyCondition[] conditions, CancellationToken cancellationToken)
    {
        for (int i = 0; i < conditions.Length; i++)
        {
            if (conditions[i].Kind == ConditionKind.Length)
            {
                string type = (await redis.ExecuteAsync(RedisCommand.Of("TYPE").Key(conditions[i].Key), cancellationToken)).Text;
                conditions[i] = conditions[i] with { Type = KeyTypes.LengthCommand(type) is null ? "string" : type };
            }
        }
    }

    // What is confirmed is the commands under these conditions.
    private static Effect Together(Effect effect, TransactionCommand[] commands, KeyCondition[] conditions) => effect with
    {
        Summary = $"{effect.Summary}, all or nothing{(conditions.Length == 0 ? "" : conditions.Length == 1 ? ", under 1 condition" : $", under {conditions.Length} conditions")}",
        Fingerprint = CommandEffect.Digest(commands.Select(c => (IReadOnlyList<byte[]>)c.Args).Concat(conditions.Select(c => (IReadOnlyList<byte[]>)
            [[(byte)c.Kind], c.Key, c.Field ?? [], c.Value ?? [], System.Text.Encoding.ASCII.GetBytes(c.Type ?? ""), BitConverter.GetBytes(c.Count)]))),
    };
}

/// <param name="Args">Name and arguments, ["INCR","stock"]; the name is never base64.</param>
internal sealed record TransactionCommand([Items(1, 1000), PlainFirst] byte[][] Args);

/// <param name="Key">Key.</param>
/// <param name="Is">What is asked of it.</param>
/// <param name="Value">For equals.</param>
/// <param name="Field">Hash field, for equals.</param>
internal sealed record TransactionCondition(byte[] Key, ConditionKind Is, byte[]? Value = null, byte[]? Field = null, ConditionType? Type = null, [Limits(0, long.MaxValue)] long? Length = null);

/// <summary>Types a condition can ask for.</summary>
internal enum ConditionType
{
    String,
    Hash,
    List,
    Set,
    Zset,
    Stream,
}

/// <summary>How a transaction ended.</summary>
internal enum TransactionEnd
{
    Committed,
    Aborted,
    Rejected,
}

/// <param name="Outcome">committed: it ran. aborted: a condition did not hold or a watched key was changed. rejected: the server refused a command. Nothing ran unless committed.</param>
/// <param name="Reason">Why it did not run; null when it did.</param>
/// <param name="Unmet">Indexes of the conditions that did not hold.</param>
/// <param name="Results">One for each command, in order; empty when aborted.</param>
/// <param name="Failed">Commands that failed; the others of a committed transaction ran all the same.</param>
/// <param name="Truncated">True when a part of a reply was left out.</param>
/// <param name="TruncatedBy">Limit that left it out.</param>
internal sealed record TransactionResult(TransactionEnd Outcome, string? Reason, IReadOnlyList<int> Unmet, IReadOnlyList<TransactionReply> Results, int Failed, bool Truncated, string? TruncatedBy);

/// <param name="Command">Its name.</param>
/// <param name="Ok">False when it failed or did not run.</param>
/// <param name="Result">The reply, as redis_command_run gives it.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record TransactionReply(string Command, bool Ok, ReplyTree? Result, TransactionError? Error);

/// <param name="Code">As of a failed call.</param>
/// <param name="Message">What went wrong.</param>
/// <param name="Hint">What to do.</param>
internal sealed record TransactionError(string Code, string Message, string Hint);
