using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Commands;

[RedisTool("redis_command_run", "Run commands", Toolset.Commands, Risk.Admin,
    "COMMAND INFO", "EXISTS", "TYPE", "STRLEN", "HSTRLEN", "HLEN", "LLEN", "SCARD", "ZCARD", "XLEN", "VCARD", "MEMORY USAGE", ByCommand = true)]
internal sealed class CommandRunTool(IRedisGateway redis, OutputBudget budget, AdmittedCommands admitted, TimeProvider time)
{
    // {"command":"…","ok":false,"result":null,"error":{"code":…,"message":…,"hint":…}} at its longest.
    private const int EnvelopeBytes = 96;
    private const int ErrorBytes = 480;

    /// <summary>Run Redis commands as one pipeline, for what no other tool does. What changes much must be confirmed.</summary>
    /// <param name="commands">In order.</param>
    /// <returns>One result for each, in order; a failed one does not stop the others. When only one is run its failure is the call's.</returns>
    /// <exception cref="Fault">command_not_allowed: none was sent; confirmation_required: the highest risk among them; read_only; budget_exceeded: the reply would not fit.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/"/>
    public async Task<CommandResults> RunAsync([Items(1, 100)] CommandLine[] commands, CancellationToken cancellationToken = default)
    {
        var planner = new CommandPlanner(redis, admitted, time, new(budget.MaxItems, budget.MaxBytes));
        var plan = await planner.MakeAsync([.. commands.Select(c => c.Args)], cancellationToken);
        admitted.Admit(plan);
        var outcomes = await redis.ExecuteEachAsync(plan.Commands, cancellationToken);
        if (outcomes is [{ Fault: { } fault }])
        {
            throw fault;
        }
        foreach (var outcome in outcomes)
        {
            budget.TryTakeText(outcome.Fault is null ? EnvelopeBytes : ErrorBytes);   // told in any case
        }
        var results = outcomes.Select((o, i) => Told(plan.Rulings[i].Name, o)).ToList();
        return new(results, results.Count(r => !r.Ok), results.Any(r => r.Result is { Truncated: true }), budget.CutBy);
    }

    private CommandResult Told(string name, CommandOutcome outcome) => outcome.Fault is { } fault
        ? new(name, false, null, new(fault.Code.Wire(), fault.Message, fault.Hint))
        : new(name, true, ReplyTrees.Of(outcome.Reply, name, budget), null);
}

/// <param name="Args">Name and arguments, ["HGET","user:1","name"].</param>
internal sealed record CommandLine([Items(1, 1000)] byte[][] Args);

/// <param name="Results">One for each command, in order.</param>
/// <param name="Failed">How many failed.</param>
/// <param name="Truncated">True when a part of a reply was left out.</param>
/// <param name="TruncatedBy">Limit that left it out: bytes or items; null when a long value was cut.</param>
internal sealed record CommandResults(IReadOnlyList<CommandResult> Results, int Failed, bool Truncated, string? TruncatedBy);

/// <param name="Command">Its name.</param>
/// <param name="Ok">False when it failed.</param>
/// <param name="Result">The reply: text, number, list or null; {base64} for bytes, {map} for pairs, {integer} beyond 2^53, {items, total, truncated} when cut.</param>
/// <param name="Error">Why it failed; outcome_unknown when it may have run all the same.</param>
internal sealed record CommandResult(string Command, bool Ok, ReplyTree? Result, CommandError? Error);

/// <param name="Code">As of a failed call.</param>
/// <param name="Message">What went wrong.</param>
/// <param name="Hint">What to do.</param>
internal sealed record CommandError(string Code, string Message, string Hint);
