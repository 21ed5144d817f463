using McpRedis.Faults;

namespace McpRedis.Pipeline;

/// <summary>
/// The longest a call may take, whatever it does. Single commands have their own, shorter limit in the gateway;
/// this one catches a call of many commands.
/// </summary>
internal sealed class DeadlineFilter(TimeProvider time)
{
    public async ValueTask<CallOutcome> RunAsync(CallRecord call, CallNext next, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(call.Tool.DeadlineSeconds), time);
        using var either = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token) : null;
        try
        {
            return await next(call, either?.Token ?? deadline.Token);
        }
        catch (Fault fault) when (fault.Code == ErrorCode.Cancelled && deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // A call that can say how far it came does so itself; only why it had to stop it does not know.
            throw new Fault(ErrorCode.Timeout, $"{fault.Message} It took longer than {call.Tool.DeadlineSeconds} s.", fault.Hint, inner: fault) { Extent = fault.Extent };
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new Fault(ErrorCode.Timeout, $"The call took longer than {call.Tool.DeadlineSeconds} s and was stopped.", "Ask for less at a time: fewer keys, a smaller limit, a narrower pattern.", retryable: call.Tool.Idempotent, e);
        }
    }
}
