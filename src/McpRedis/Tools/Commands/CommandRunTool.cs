using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard.Commands;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Commands;

[RedisTool("redis_command_run", "Run commands", Toolset.Commands, Risk.Admin,
    "COMMAND INFO", "EXISTS", "TYPE", "PTTL", "STRLEN", "HSTRLEN", "HLEN", "LLEN", "SCARD", "ZCARD", "XLEN", "VCARD", "MEMORY USAGE",
    "GETRANGE", "HMGET", "LRANGE", "ZRANGE", "ZREVRANGE", "SRANDMEMBER", ByCommand = true)]
internal sealed class CommandRunTool(IRedisGateway redis, OutputBudget budget, AdmittedCommands admitted, TimeProvider time)
{
    // {"command":"…","ok":false,"result":null,"error":{"code":…,"message":…,"hint":…}} at its longest.
    private const int EnvelopeBytes = 96;
    private const int ErrorBytes = 480;

    /// <summary>Run Redis commands as one pipeline, for what no other tool does. What changes much must be confirmed.</summary>
    /// <param name="commands">In order.</param>
    /// <returns>One result for each, in order; a failed one does not stop the others. When only one is run its failure is the call's. What a command deletes and answers with is shown whole.</returns>
    /// <exception cref="Fault">command_not_allowed: none was sent; confirmation_required: the highest risk among them; read_only; budget_exceeded: the reply would not fit; none was sent.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/"/>
    public async Task<CommandResults> RunAsync([Items(1, 100)] CommandLine[] commands, CancellationToken cancellationToken = default)
    {
        var limits = new ReplyLimits(budget.MaxItems, budget.MaxBytes, budget.BytesLeft - (EnvelopeBytes * commands.Length), bytes => TextCut.JsonSize(bytes.Span));
        var planner = new CommandPlanner(redis, admitted, time, limits);
        var plan = await planner.MakeAsync([.. commands.Select(c => c.Args)], cancellationToken);
        admitted.Admit(plan);
        var outcomes = await PlanRun.RunAsync(redis, plan, cancellationToken);
        if (outcomes is [{ Fault: { } fault }])
        {
            throw fault;
        }
        var results = new CommandResult[outcomes.Count];
        foreach (var outcome in outcomes)
        {
            budget.Spend(outcome.Fault is null ? EnvelopeBytes : ErrorBytes);   // told in any case
        }
        // What is nowhere else any more comes first, so that no other reply takes its place.
        foreach (int i in Enumerable.Range(0, results.Length).OrderBy(i => plan.Rulings[i].Takes is null).ThenBy(i => !plan.Rulings[i].Unknown))
        {
            results[i] = Told(plan.Rulings[i], outcomes[i]);
        }
        bool truncated = results.Any(r => r.Result is { Truncated: true });
        return new(results, results.Count(r => !r.Ok), truncated, truncated ? budget.CutBy : null);
    }

    private CommandResult Told(CommandRuling ruling, NodeOutcome outcome) => outcome switch
    {
        { Fault: { } fault } => new(ruling.Name, false, null, new(fault.Code.Wire(), fault.Message, fault.Hint), null),
        { Nodes: { } nodes } => new(ruling.Name, true, ReplyTrees.ByNode(nodes, ruling.Name, budget), null, nodes.Count),
        _ => new(ruling.Name, true, Shown(ruling, outcome.Reply), null, null),
    };

    private ReplyTree Shown(CommandRuling ruling, RespValue reply) => ruling switch
    {
        { Takes: not null } => ReplyTrees.Whole(reply, ruling.Name, budget),
        { Unknown: true } => ReplyTrees.WholeIfItFits(reply, ruling.Name, budget),
        _ => ReplyTrees.Of(reply, ruling.Name, budget),
    };
}

/// <param name="Args">Name and arguments, ["HGET","user:1","name"]; the name is never base64.</param>
internal sealed record CommandLine([Items(1, 1000), PlainFirst] byte[][] Args);

/// <param name="Results">One for each command, in order.</param>
/// <param name="Failed">How many failed.</param>
/// <param name="Truncated">True when a part of a reply was left out.</param>
/// <param name="TruncatedBy">Limit that left it out: bytes or items; null when only a long value was cut.</param>
internal sealed record CommandResults(IReadOnlyList<CommandResult> Results, int Failed, bool Truncated, string? TruncatedBy);

/// <param name="Command">Its name.</param>
/// <param name="Ok">False when it failed.</param>
/// <param name="Result">The reply: text, number, list or null; {base64} for bytes, {map} for pairs, {integer} beyond 2^53, {items, total, truncated} when cut.</param>
/// <param name="Error">Why it failed; outcome_unknown when it may have run all the same.</param>
/// <param name="Nodes">Nodes of a cluster that were asked, each for itself: the result has {map} of their answers; else null.</param>
internal sealed record CommandResult(string Command, bool Ok, ReplyTree? Result, CommandError? Error, int? Nodes);

/// <param name="Code">As of a failed call.</param>
/// <param name="Message">What went wrong.</param>
/// <param name="Hint">What to do.</param>
internal sealed record CommandError(string Code, string Message, string Hint);
