using McpRedis.Faults;
using StackExchange.Redis;

namespace McpRedis.Redis;

/// <summary>What a transaction came to.</summary>
/// <param name="Committed">It ran; single commands may have failed in it, since Redis runs the rest all the same.</param>
/// <param name="Replies">Of each command; a failed one is of kind <see cref="RespKind.Error"/>. Empty when it did not run.</param>
/// <param name="Unmet">Indexes of the conditions that did not hold. None, and not committed: a key was changed between the check and the run.</param>
/// <param name="Rejected">A command was refused while the commands were queued, so that none ran.</param>
/// <param name="Refusal">Which, where that is sure, and why; null when the server's reason could not be told from others'.</param>
internal sealed record TransactionOutcome(bool Committed, IReadOnlyList<RespValue> Replies, IReadOnlyList<int> Unmet, bool Rejected = false, QueueRefusal? Refusal = null);

/// <summary>
/// MULTI/EXEC under conditions. The library sends WATCH, the checks and the block over one connection, and nothing in
/// between, so a connection that is lost on the way cannot lose the watch and still run the block.
/// </summary>
internal static class Transactions
{
    public static async Task<TransactionOutcome> RunAsync(
        IDatabase database, IReadOnlyList<RedisCommand> commands, IReadOnlyList<KeyCondition> conditions, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var transaction = database.CreateTransaction();
        using var refusals = new QueueRefusals(database.Multiplexer, commands);
        var checks = conditions.Select(c => Conditions(c).Select(transaction.AddCondition).ToArray()).ToArray();
        var tasks = commands.Select(c => transaction.ExecuteAsync(c.Name, c.ToLibraryArguments())).ToArray();
        _ = Task.WhenAll(tasks).ContinueWith(static t => _ = t.Exception, TaskScheduler.Default);
        try
        {
            if (!await transaction.ExecuteAsync().WaitAsync(cancellationToken))
            {
                return new(false, [], [.. Enumerable.Range(0, checks.Length).Where(i => checks[i].Any(c => !c.WasSatisfied))]);
            }
            return new(true, await RepliesAsync(tasks, cancellationToken), []);
        }
        catch (RedisServerException e) when (TransactionRights.Unguarded(e) is { } unguarded)
        {
            throw unguarded;
        }
        catch (RedisServerException e) when (e.Message.StartsWith("EXECABORT", StringComparison.Ordinal))
        {
            return new(false, [], [], Rejected: true, await refusals.ReasonAsync(e));
        }
        catch (Exception e) when (e is not Fault)
        {
            throw GatewayCall.Map(e, commands[0], isWrite: true, cancellationToken);
        }
    }

    private static async Task<RespValue[]> RepliesAsync(Task<RedisResult>[] tasks, CancellationToken cancellationToken)
    {
        var replies = new RespValue[tasks.Length];
        for (int i = 0; i < tasks.Length; i++)
        {
            try
            {
                replies[i] = (await tasks[i].WaitAsync(cancellationToken)).ToRespValue();
            }
            catch (RedisServerException e)
            {
                replies[i] = RespValue.Of(RespKind.Error, System.Text.Encoding.UTF8.GetBytes(e.Message));
            }
        }
        return replies;
    }

    // A length above -1 holds for every key of the type and for none of another.
    private static Condition[] Conditions(KeyCondition condition)
    {
        RedisKey key = condition.Key;
        return condition.Kind switch
        {
            ConditionKind.Exists => [Condition.KeyExists(key)],
            ConditionKind.Absent => [Condition.KeyNotExists(key)],
            ConditionKind.Equals when condition.Field is { } field => [Condition.HashEqual(key, field, condition.Value)],
            ConditionKind.Equals => [Condition.StringEqual(key, condition.Value)],
            ConditionKind.Length => [LengthIs(key, condition.Type!, condition.Count)],
            _ => [Condition.KeyExists(key), LengthAbove(key, condition.Type!, -1)],
        };
    }

    private static Condition LengthIs(RedisKey key, string type, long count) => type switch
    {
        "string" => Condition.StringLengthEqual(key, count),
        "hash" => Condition.HashLengthEqual(key, count),
        "list" => Condition.ListLengthEqual(key, count),
        "set" => Condition.SetLengthEqual(key, count),
        "zset" => Condition.SortedSetLengthEqual(key, count),
        _ => Condition.StreamLengthEqual(key, count),
    };

    private static Condition LengthAbove(RedisKey key, string type, long count) => type switch
    {
        "string" => Condition.StringLengthGreaterThan(key, count),
        "hash" => Condition.HashLengthGreaterThan(key, count),
        "list" => Condition.ListLengthGreaterThan(key, count),
        "set" => Condition.SetLengthGreaterThan(key, count),
        "zset" => Condition.SortedSetLengthGreaterThan(key, count),
        _ => Condition.StreamLengthGreaterThan(key, count),
    };
}
