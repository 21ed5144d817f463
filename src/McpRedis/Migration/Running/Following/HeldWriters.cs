using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Running.Following;

/// <summary>
/// Holds back who writes to a source, on all of its masters. Each lets them go on by itself after the limit, whatever becomes of this program. No key is touched: it is the one thing
/// that is ever asked of a source beyond reading.
/// </summary>
/// <param name="source">Door that declared <see cref="Commands"/>, at full access.</param>
/// <param name="time">Clock.</param>
internal sealed class HeldWriters(IBulkGateway source, TimeProvider time)
{
    private static readonly TimeSpan LetGoWithin = TimeSpan.FromSeconds(5);

    /// <summary>Commands the source must be open to.</summary>
    public static IReadOnlyList<string> Commands { get; } = ["CLIENT PAUSE", "CLIENT UNPAUSE", "INFO"];

    /// <exception cref="Fault">A master refused.</exception>
    public Task HoldAsync(TimeSpan limit, CancellationToken cancellationToken) =>
        AskAsync(() => RedisCommand.Of("CLIENT PAUSE").Arg((long)limit.TotalMilliseconds).Arg("WRITE"), cancellationToken);

    /// <summary>Lets them go on. Where that fails the limit does it.</summary>
    public async Task LetGoAsync()
    {
        using var within = new CancellationTokenSource(LetGoWithin, time);
        try
        {
            await AskAsync(() => RedisCommand.Of("CLIENT UNPAUSE"), within.Token);
        }
        catch (Exception e) when (e is Fault or IOException or OperationCanceledException)
        {
        }
    }

    private async Task AskAsync(Func<RedisCommand> make, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var node in (await source.ResolveAsync(cancellationToken)).Masters)
            {
                await using var pipe = await source.OpenAsync(node, RespPipeOptions.Default, cancellationToken);
                var command = make();
                var reply = await pipe.AskAsync(command, cancellationToken);
                if (reply.IsError)
                {
                    throw RedisFaults.FromReply(reply.Text, command.FullName);
                }
            }
        }
        catch (IOException e)
        {
            throw new Fault(ErrorCode.RedisUnavailable, "The source cannot be reached.", retryable: true, inner: e);
        }
    }
}
