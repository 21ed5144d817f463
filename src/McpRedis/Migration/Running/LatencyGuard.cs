using McpRedis.Migration.Copying;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Running;

/// <summary>Feels how long the servers of a target take for a PING on a connection of its own, as another client would, and tells the pace. Ends when it is cancelled.</summary>
internal sealed class LatencyGuard(IBulkGateway target, CopyPace pace, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(1);

    /// <exception cref="Faults.Fault">PING is not open to us there.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await FeelAsync(cancellationToken);
            }
            catch (Exception e) when (TargetTrouble.IsPassing(e) && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(Away, time, cancellationToken);   // the copy itself waits for the target, or gives up
            }
        }
    }

    private async Task FeelAsync(CancellationToken cancellationToken)
    {
        var pipes = new List<RespPipe>();
        try
        {
            foreach (var node in (await target.ResolveAsync(cancellationToken)).Masters)
            {
                pipes.Add(await target.OpenAsync(node, RespPipeOptions.Default, cancellationToken));
            }
            while (true)
            {
                double worst = 0;
                foreach (var pipe in pipes)
                {
                    long asked = time.GetTimestamp();
                    var reply = await pipe.AskAsync(RedisCommand.Of("PING"), cancellationToken);
                    if (reply.IsError)
                    {
                        throw RedisFaults.FromReply(reply.Text, "PING");
                    }
                    worst = Math.Max(worst, time.GetElapsedTime(asked).TotalMilliseconds);
                }
                pace.Felt(worst);
                await Task.Delay(Every, time, cancellationToken);
            }
        }
        finally
        {
            foreach (var pipe in pipes)
            {
                await pipe.DisposeAsync();
            }
        }
    }
}
