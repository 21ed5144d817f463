using McpRedis.Migration.Planning;
using McpRedis.Migration.Probe;
using McpRedis.Redis;

namespace McpRedis.Migration.Running;

/// <summary>
/// What of a plan does not hold any more. A plan is carried out as it was shown or not at all: whoever agreed to it agreed to these servers, this path and these losses.
/// Of a run that has begun less is asked: its servers may have been restarted, and names are taken on the target because it wrote them.
/// </summary>
internal static class PlanDrift
{
    // Between a look and the next a source in use gains and loses keys; this much is another source.
    private const double Factor = 2;
    private const long Slack = 100;

    // Once it has begun, what it wrote itself takes names and memory: what is still to come is less than all.
    private static readonly string[] OfTheTargetsKeys = [TargetChecks.Collisions, TargetChecks.Room];

    /// <param name="was">The plan.</param>
    /// <param name="now">The same, made anew.</param>
    /// <param name="hasBegun">It has been carried out in part.</param>
    /// <returns>Each change, for a person; empty when all holds.</returns>
    public static IReadOnlyList<string> Of(MigrationPlan was, MigrationPlan now, bool hasBegun) =>
    [
        .. End("the source", was.Source, now.Source, hasBegun),
        .. End("the target", was.Target, now.Target, hasBegun),
        .. Path(was, now),
        .. Stops(now, hasBegun).Where(stop => !Stops(was, hasBegun).Any(known => known.Name == stop.Name)).Select(stop => $"{stop.Name}: {stop.Evidence}"),
        .. now.Losses.Where(loss => was.Losses.All(known => known.Kind != loss.Kind)).Select(loss => $"{loss.Kind} would be lost, too"),
        .. hasBegun ? [] : Keys(was, now),
    ];

    /// <summary>Checks that forbid to carry it out.</summary>
    public static IEnumerable<PlanCheck> Stops(MigrationPlan plan, bool hasBegun) =>
        plan.Checks.Where(check => check.State == CheckState.Stop
            && !(hasBegun && (OfTheTargetsKeys.Contains(check.Name) || (check.Name == TargetChecks.Writable && plan.Path == MigrationPath.Replicate))));

    private static IEnumerable<string> End(string name, ServerFacts was, ServerFacts now, bool hasBegun)
    {
        if (was.Profile.Flavour != now.Profile.Flavour || was.Profile.Version != now.Profile.Version)
        {
            yield return $"{name} was {Product(was.Profile)} and is {Product(now.Profile)}";
        }
        if (was.Profile.Mode != now.Profile.Mode || was.Role != now.Role)
        {
            yield return $"{name} was {Place(was)} and is {Place(now)}";
        }
        if (!hasBegun && !was.RunIds.Order(StringComparer.Ordinal).SequenceEqual(now.RunIds.Order(StringComparer.Ordinal)))
        {
            yield return $"{name} was restarted or replaced (other run_id)";
        }
    }

    private static IEnumerable<string> Path(MigrationPlan was, MigrationPlan now) => was.Path == now.Path ? [] : [$"the path was {Word(was.Path)} and is {Word(now.Path)}"];

    private static IEnumerable<string> Keys(MigrationPlan was, MigrationPlan now)
    {
        if (was.Target.Keys is { IsKnown: true, Value: 0 } && now.Target.Keys is { IsKnown: true, Value: > 0 and var taken })
        {
            yield return $"the target was empty and holds {taken} keys";
        }
        if (was.Source.Keys is { IsKnown: true, Value: var before } && now.Source.Keys is { IsKnown: true, Value: var after }
            && (after > (before * Factor) + Slack || before > (after * Factor) + Slack))
        {
            yield return $"the source held {before} keys and holds {after}";
        }
    }

    private static string Product(ServerProfile profile) => $"{profile.Flavour} {profile.Version?.ToString() ?? "of unknown version"}";

    private static string Place(ServerFacts facts) => $"{facts.Profile.Mode} {facts.Role}".ToLowerInvariant();

    private static string Word(MigrationPath? path) => path?.ToString().ToLowerInvariant() ?? "none";
}
