using McpRedis.Faults;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Copying;

/// <summary>
/// Goes over all masters of a source, and over all of them again when slots or masters were others at the end than at the beginning: a key that moved meanwhile may have
/// been where nobody looked any more.
/// </summary>
/// <param name="source">The door to it.</param>
/// <param name="patience">How long it may be away.</param>
/// <param name="time">Clock.</param>
internal sealed class WholeSource(IBulkGateway source, TimeSpan patience, TimeProvider time)
{
    private const int MostPasses = 5; // slots that move on and on are better waited for

    /// <summary>Goes over it until it stood still.</summary>
    /// <param name="pass">Goes over all masters; told whether keys are there from a pass before, tells whether it saw a key that is another server's.</param>
    /// <exception cref="Fault">It cannot go on; what was copied stays.</exception>
    public async Task RunAsync(Func<NodeMap, bool, CancellationToken, Task<bool>> pass, CancellationToken cancellationToken)
    {
        for (int number = 1; ; number++)
        {
            var map = await ResolveAsync(cancellationToken);
            if (await IsWholeAsync(map, pass, isRepeated: number > 1, cancellationToken))
            {
                return;
            }
            if (number == MostPasses)
            {
                throw new Fault(ErrorCode.Conflict, $"Slots or masters of the source changed in each of {MostPasses} passes.", "Start the migration again when its cluster has come to rest.");
            }
        }
    }

    /// <summary>Of a server that was lost: whether it is still one to wait for.</summary>
    /// <exception cref="SourceChangedException">Another has taken its place.</exception>
    public async Task RequireAsync(MasterNode node, CancellationToken cancellationToken)
    {
        NodeMap map;
        try
        {
            map = await source.ResolveAsync(cancellationToken);
        }
        catch (Exception e) when (TargetTrouble.IsPassing(e))
        {
            return;   // nobody tells yet
        }
        if (!map.Masters.Contains(node))
        {
            throw new SourceChangedException();
        }
    }

    private async Task<bool> IsWholeAsync(NodeMap map, Func<NodeMap, bool, CancellationToken, Task<bool>> pass, bool isRepeated, CancellationToken cancellationToken)
    {
        try
        {
            bool hasMoved = await pass(map, isRepeated, cancellationToken);
            return !map.IsCluster || (!hasMoved && (await ResolveAsync(cancellationToken)).Layout == map.Layout);
        }
        catch (SourceChangedException)
        {
            return false;
        }
    }

    private Task<NodeMap> ResolveAsync(CancellationToken cancellationToken) => new TargetTrouble(patience, time).OutlastAsync(source.ResolveAsync, cancellationToken);
}
