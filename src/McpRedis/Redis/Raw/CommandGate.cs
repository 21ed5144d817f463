using McpRedis.Faults;

namespace McpRedis.Redis.Raw;

/// <summary>
/// What a job may send, asked for every command: the fence made of what it declared and of its access level, and the key
/// scope. A command that is sent a million times passes the fence once (<see cref="Prepare"/>), its keys every time.
/// Counts go to the job's <see cref="CommandTrace"/>: names and numbers, nothing else.
/// </summary>
internal sealed class CommandGate(CommandFence fence, AccessLevel access, KeyScope? scope, ShownDatabases? shown, CommandTrace trace)
{
    // Held back from tools of the read tier for what they show: serialized values, or the whole data set. A migration shows it to nobody, and none
    // of them changes anything that the server holds.
    private static readonly HashSet<string> BulkReads = ["DUMP", "SYNC", "PSYNC", "REPLCONF"];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, BulkCommand> _prepared = [];

    public KeyScope? Scope => scope;

    /// <exception cref="Fault">command_not_allowed, read_only; key_out_of_scope when there is a scope and its keys, or those it shows, cannot be held to it.</exception>
    public BulkCommand Prepare(string fullName) => scope is not null && fullName is "SCAN" or "RANDOMKEY" ? throw Unscoped(fullName) : PassFence(fullName);

    /// <summary>For <see cref="BulkScan"/>, which filters what comes back.</summary>
    public BulkCommand PrepareScan() => PassFence("SCAN");

    /// <summary>Checks one command as the gateway of a call does, and counts it.</summary>
    /// <exception cref="Fault">command_not_allowed, read_only, key_out_of_scope.</exception>
    public void Admit(RedisCommand command)
    {
        Fence(command);
        scope?.Check(command);
        trace.Add(command);
    }

    /// <summary>A reply without what is not open to the caller: foreign keys of SCAN, other databases.</summary>
    public RespValue Filter(RedisCommand command, RespValue reply)
    {
        var open = shown?.Filter(command, reply) ?? reply;
        return scope?.Filter(command, open) ?? open;
    }

    public bool IsForeign(ReadOnlySpan<byte> key) => scope is not null && !scope.Contains(key);

    public static Fault Outside(BulkCommand command) =>
        new(ErrorCode.KeyOutOfScope, $"A key of {command.FullName} lies outside the open key prefix.", "Migrate only keys inside of it.");

    /// <summary>Counts commands as they are sent; in heaps, so that it costs nothing.</summary>
    public CommandTally Tally() => new(trace);

    private BulkCommand PassFence(string fullName)
    {
        lock (_lock)
        {
            if (_prepared.TryGetValue(fullName, out var known))
            {
                return known;
            }
            var command = RedisCommand.Of(fullName);
            Fence(command);
            var entry = CommandTable.Pinned.Find(fullName);
            // What the first argument decides cannot be decided without it.
            if (entry is { IsContainer: true } || (access == AccessLevel.Read && HarmlessCommands.Find(fullName)?.RefusedWord is not null))
            {
                throw new Fault(ErrorCode.CommandNotAllowed, $"What {fullName} does depends on its arguments, so it cannot be sent in bulk.");
            }
            var prepared = new BulkCommand(fullName, entry, _prepared.Count);
            if (scope is not null && (!prepared.AreKeysKnown || UnscopedCommands.ReasonFor(command) is not null))
            {
                throw Unscoped(fullName);
            }
            return _prepared[fullName] = prepared;
        }
    }

    private static Fault Unscoped(string fullName) => new(ErrorCode.KeyOutOfScope, $"{fullName} cannot be kept within the open key prefix when sent in bulk.");

    private void Fence(RedisCommand command)
    {
        if (BulkReads.Contains(command.FullName) && fence.Declares(command))
        {
            fence.CheckAdmitted(command);
        }
        else
        {
            fence.Check(command);
        }
    }
}
