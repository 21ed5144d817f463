using McpRedis.Faults;

namespace McpRedis.Pipeline;

/// <summary>
/// The order of a call, as one list: audit → errors → arguments → deadline → guard → budget → tool → gateway.
/// Every way in (stdio, HTTP, the command line) calls tools through here and nowhere else.
/// </summary>
internal sealed class CallPipeline
{
    private readonly CallNext _first;
    private readonly Func<CallNext, CallNext> _answered;
    private readonly IServiceProvider _services;

    public CallPipeline(
        AuditFilter audit,
        ErrorFilter errors,
        ArgumentFilter arguments,
        DeadlineFilter deadline,
        GuardFilter guard,
        BudgetFilter budget,
        IServiceProvider services)
    {
        _services = services;
        CallNext tool = ToolRunner.RunAsync;
        CallNext budgeted = (call, ct) => budget.RunAsync(call, tool, ct);
        CallNext guarded = (call, ct) => guard.RunAsync(call, budgeted, ct);
        CallNext timed = (call, ct) => deadline.RunAsync(call, guarded, ct);
        CallNext bound = (call, ct) => arguments.RunAsync(call, timed, ct);
        _answered = rest =>
        {
            CallNext caught = (call, ct) => errors.RunAsync(call, rest, ct);
            return (call, ct) => audit.RunAsync(call, caught, ct);
        };
        _first = _answered(bound);
    }

    /// <summary>Runs one call. Never throws, except when <paramref name="cancellationToken"/> is cancelled.</summary>
    public ValueTask<CallOutcome> RunAsync(CallRequest request, CancellationToken cancellationToken) =>
        _first(new CallRecord(request, _services), cancellationToken);

    /// <summary>Answers a call that may not even begin, and leaves its line in the audit.</summary>
    public ValueTask<CallOutcome> RefuseAsync(CallRequest request, Fault why, CancellationToken cancellationToken) =>
        _answered((_, _) => throw why)(new CallRecord(request, _services), cancellationToken);
}
