using System.Security.Cryptography;

namespace McpRedis.Diagnostics.Snapshots;

/// <summary>
/// The last snapshots of each caller, in memory: a later call compares itself with one. A handle is random, and only its owner finds what it stands for. It
/// costs nothing until the first is kept.
/// </summary>
internal sealed class InfoSnapshots(TimeProvider time)
{
    /// <summary>Snapshots kept for one principal; the oldest goes first.</summary>
    public const int MostPerPrincipal = 8;

    /// <summary>How long one is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(6);

    private const int MostPrincipals = 64;

    private readonly Lock _lock = new();
    private Dictionary<string, List<InfoSnapshot>>? _snapshots;

    /// <summary>Keeps the numbers of this moment.</summary>
    public InfoSnapshot Keep(string principal, string connection, IReadOnlyDictionary<string, NodeNumbers> nodes)
    {
        var snapshot = new InfoSnapshot(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)), connection, time.GetTimestamp(), nodes);
        lock (_lock)
        {
            _snapshots ??= new(StringComparer.Ordinal);
            if (!_snapshots.TryGetValue(principal, out var kept))
            {
                if (_snapshots.Count >= MostPrincipals)
                {
                    _snapshots.Remove(_snapshots.MinBy(pair => pair.Value[^1].At).Key);
                }
                _snapshots[principal] = kept = [];
            }
            if (kept.Count == MostPerPrincipal)
            {
                kept.RemoveAt(0);
            }
            kept.Add(snapshot);
        }
        return snapshot;
    }

    /// <summary>Null for a handle that is unknown, of somebody else, of another connection, or too old.</summary>
    public InfoSnapshot? Find(string principal, string connection, string id)
    {
        lock (_lock)
        {
            return _snapshots?.GetValueOrDefault(principal)?.Find(snapshot => snapshot.Id == id && snapshot.Connection == connection && time.GetElapsedTime(snapshot.At) <= Kept);
        }
    }
}
