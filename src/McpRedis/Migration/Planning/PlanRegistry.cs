using System.Security.Cryptography;

namespace McpRedis.Migration.Planning;

/// <summary>
/// Plans that were made, each kept for an hour for the one who asked for it: what starts a migration names a plan, and gets the one that was shown. An id is a
/// random handle; whose plan it is decides who finds it.
/// </summary>
internal sealed class PlanRegistry(TimeProvider time)
{
    /// <summary>How long a plan is kept: servers change, and a plan is of the day it was made.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <summary>Plans kept for one principal; the oldest goes first.</summary>
    public const int MostPerPrincipal = 16;

    private const int MostPrincipals = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<MigrationPlan>> _plans = new(StringComparer.Ordinal);

    /// <summary>An id for a plan that is about to be kept.</summary>
    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public void Keep(string principal, MigrationPlan plan)
    {
        lock (_lock)
        {
            Forget();
            if (!_plans.TryGetValue(principal, out var plans))
            {
                if (_plans.Count >= MostPrincipals)
                {
                    _plans.Remove(_plans.MinBy(pair => pair.Value[^1].MadeAt).Key);
                }
                _plans[principal] = plans = [];
            }
            if (plans.Count == MostPerPrincipal)
            {
                plans.RemoveAt(0);
            }
            plans.Add(plan);
        }
    }

    /// <summary>Null for an id that is unknown, of somebody else, or too old.</summary>
    public MigrationPlan? Find(string principal, string id)
    {
        lock (_lock)
        {
            Forget();
            return _plans.GetValueOrDefault(principal)?.Find(plan => plan.Id == id);
        }
    }

    private void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var (principal, plans) in _plans.ToArray())
        {
            plans.RemoveAll(plan => now - plan.MadeAt > Kept);
            if (plans.Count == 0)
            {
                _plans.Remove(principal);
            }
        }
    }
}
