using System.Globalization;
using McpRedis.Guard;
using McpRedis.Keyspace;
using McpRedis.Migration.Planning;
using McpRedis.Migration.Selection;

namespace McpRedis.Tools.Migration;

/// <summary>What carrying out a plan would do, as told to whoever confirms it.</summary>
internal static class StartEffect
{
    /// <param name="plan">As it is now.</param>
    /// <param name="goesOn">It was begun before.</param>
    public static Effect Of(MigrationPlan plan, bool goesOn)
    {
        var (source, target) = (plan.Ends.Source.Options, plan.Ends.Target.Options);
        var policy = plan.Options.Selection.Collision;
        string place = $"{target.Name}/{string.Join(',', Databases(plan))}";
        bool replaces = policy == CollisionPolicy.Replace && plan.Target.Keys is not { IsKnown: true, Value: 0 };
        string keys = plan.Estimate?.Keys is { } number ? $"about {DatabaseSize.TextOf(number)}" : "an unknown number of keys";
        string losses = plan.Losses.Count == 0 ? "nothing" : string.Join(", ", plan.Losses.Select(Text));
        string path = plan.Path!.Value.ToString().ToLowerInvariant();
        string cost = plan.Path is MigrationPath.Sync or MigrationPath.Replicate ? "is only read, and forks once to send what it holds" : "is only read";
        return new Effect($"{(goesOn ? "goes on copying" : "copies")} {keys} of '{source.Name}' to {place} by path {path}; a key whose name is taken there {Taken(policy, replaces)}; '{source.Name}' {cost}; not carried over: {losses}")
        {
            Keys = plan.Estimate?.Keys,
            SameWhile = string.Create(CultureInfo.InvariantCulture,
                $"{goesOn} {source.Name} {place} {path} {policy} {Rough(plan.Source.Keys.IsKnown, plan.Source.Keys.Value)} {replaces} {string.Join(' ', plan.Losses.Select(loss => loss.Kind))} {string.Join(' ', plan.Source.RunIds)} {string.Join(' ', plan.Target.RunIds)}"),
            Target = replaces ? place : null,
        };
    }

    // Where the source tells no databases: those that were named, or its own.
    private static int[] Databases(MigrationPlan plan)
    {
        var selection = plan.Options.Selection;
        IEnumerable<int> sources = plan.Source.Databases is { IsKnown: true } known ? known.Value!.Select(size => size.Database) : selection.Request.Databases.Select(move => move.Source);
        int[] targets = [.. sources.Select(number => selection.Mapping.TryMapDatabase(number, out int to) ? to : -1).Where(number => number >= 0).Distinct().Order()];
        return targets.Length > 0 ? targets : [plan.Ends.Target.Options.Database];
    }

    private static string Taken(CollisionPolicy policy, bool replaces) => policy switch
    {
        CollisionPolicy.Replace => replaces ? "is replaced and cannot be brought back" : "is replaced",
        CollisionPolicy.Skip => "stays as it is",
        _ => "ends it, untouched",
    };

    private static string Text(PlanLoss loss) => loss.Keys is { } keys ? $"{loss.Kind} ({DatabaseSize.TextOf(keys)})" : loss.Kind;

    private static string Rough(bool isKnown, long keys) => isKnown ? RoughCount.Of(keys).ToString(CultureInfo.InvariantCulture) : "?";
}
