using McpRedis.Faults;
using McpRedis.Guard;

namespace McpRedis.Pipeline;

/// <summary>
/// A call whose user is asked while it waits: the first run says what is to be confirmed, the next brings the answer.
/// What the call would do may change meanwhile; then the user is asked again, but not for ever.
/// </summary>
internal static class AskedCall
{
    public const int MostQuestions = 3;

    /// <param name="pipeline">Runs the call.</param>
    /// <param name="call">The call.</param>
    /// <param name="ask">Asks the user.</param>
    /// <param name="cancellationToken">Ends the question as well as the call.</param>
    public static async ValueTask<CallOutcome> RunAsync(
        CallPipeline pipeline, CallRequest call, Func<ConfirmationNeeded, ValueTask<CallProof>> ask, CancellationToken cancellationToken)
    {
        var outcome = await pipeline.RunAsync(call, cancellationToken);
        for (int asked = 0; outcome.Needed is { Path: ConfirmPath.User, Seal: not null } needed; asked++)
        {
            if (asked == MostQuestions)
            {
                return ErrorFilter.Failed(new Fault(
                    ErrorCode.ConfirmationInvalid,
                    $"What the call would do changed each of the {MostQuestions} times it was confirmed. Nothing was done.",
                    "Name the keys instead of a pattern, or repeat the call when less is being written."));
            }
            var proof = await ask(needed);
            cancellationToken.ThrowIfCancellationRequested();
            outcome = await pipeline.RunAsync(call with { Proof = proof }, cancellationToken);
        }
        return outcome;
    }
}
