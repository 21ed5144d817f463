using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Reply;

namespace McpRedis.Pipeline;

/// <summary>Gives the call its output budget and, as a net only, refuses a reply that broke it: tools stop while they read.</summary>
/// <param name="options">Size of a reply.</param>
internal sealed class BudgetFilter(OutputOptions options)
{
    public async ValueTask<CallOutcome> RunAsync(CallRecord call, CallNext next, CancellationToken cancellationToken)
    {
        call.Budget = new OutputBudget(options.MaxBytes);
        var outcome = await next(call, cancellationToken);
        // After a change the answer counts more than its size: it is never turned into an error.
        if (outcome.Json.Length > options.MaxBytes && call.Tool.Risk == Risk.Read)
        {
            throw new Fault(ErrorCode.BudgetExceeded, $"The reply would be {outcome.Json.Length} bytes; the budget is {options.MaxBytes}.", "Ask for fewer keys or a smaller limit; the operator can raise --output-budget.");
        }
        return outcome;
    }
}

/// <summary>How large a reply may be.</summary>
/// <param name="MaxBytes">Bytes of JSON; default 32 KiB, 4 KiB to 4 MiB.</param>
internal sealed record OutputOptions(int MaxBytes = OutputBudget.DefaultBytes);
