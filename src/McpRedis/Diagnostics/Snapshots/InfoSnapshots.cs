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

    // Of all together, some 25 MB: a node has about 200, with every command called and every error made ten times as many.
    private const int MostNumbers = 200_000;

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
            Shrink(snapshot);
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

    // The oldest go first, whosever they are; the one just taken stays.
    private void Shrink(InfoSnapshot last)
    {
        int numbers = _snapshots!.Values.Sum(kept => kept.Sum(snapshot => snapshot.Count));
        foreach (var snapshot in _snapshots.Values.SelectMany(kept => kept).Where(snapshot => snapshot != last).OrderBy(snapshot => snapshot.At).ToList())
        {
            if (numbers <= MostNumbers)
            {
                return;
            }
            numbers -= snapshot.Count;
            var (owner, kept) = _snapshots.First(pair => pair.Value.Contains(snapshot));
            kept.Remove(snapshot);
            if (kept.Count == 0)
            {
                _snapshots.Remove(owner);
            }
        }
    }
}
