using System.Globalization;
using McpRedis.Guard;
using McpRedis.Keyspace;
using McpRedis.Migration.Compare;
using McpRedis.Migration.Planning;
using McpRedis.Migration.Running;
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
        bool replacesAll = plan.Path is MigrationPath.Serve or MigrationPath.Replicate, holdsKeys = plan.Target.Keys is not { IsKnown: true, Value: 0 };
        var policy = plan.Options.Selection.Collision;
        string databases = string.Join(',', Databases(plan));
        string place = $"{target.Name}/{databases}";
        bool replaces = (policy == CollisionPolicy.Replace || replacesAll) && holdsKeys;
        var effect = new Effect(plan.Repair is { } repair ? OfRepair(repair, source.Name, target.Name) : OfCopy(plan, goesOn, place, replaces))
        {
            Keys = plan.Estimate?.Keys,
            SameWhile = string.Create(CultureInfo.InvariantCulture,
                $"{goesOn} {source.Name} {place} {plan.Path} {policy} {Rough(plan.Source.Keys.IsKnown, plan.Source.Keys.Value)} {replaces} {string.Join(' ', plan.Losses.Select(loss => loss.Kind))} {string.Join(' ', plan.Source.RunIds)} {string.Join(' ', plan.Target.RunIds)} {plan.Repair?.Copy.Count} {plan.Repair?.Delete.Count}"),
        };
        return plan.Repair is { } mends ? effect with { Target = mends.Delete.Count > 0 ? target.Name : null }
            : effect with { Target = !replaces ? null : replacesAll ? target.Name : place };
    }

    /// <summary>Of one that was cut off while the target followed it.</summary>
    public static Effect OfDebt(JournalRecord begun) =>
        new($"goes on with the migration of '{begun.Source.Connection}' that was cut off while '{begun.Target.Connection}' followed it: makes '{begun.Target.Connection}' a master again and puts back {begun.Debt}, then replaces all it holds by what '{begun.Source.Connection}' holds")
        {
            SameWhile = $"{begun.PlanId} {begun.Debt}",
            Target = begun.Target.Connection,
        };

    private static string OfRepair(RepairPlan repair, string source, string target)
    {
        string deletes = repair.Delete.Count > 0 ? $", and deletes {DatabaseSize.TextOf(repair.Delete.Count)} that only '{target}' has" : "";
        return $"copies {DatabaseSize.TextOf(repair.Copy.Count)} of '{source}' again over what '{target}' holds under their names{deletes}; that cannot be brought back; '{source}' is only read";
    }

    private static string OfCopy(MigrationPlan plan, bool goesOn, string place, bool replaces)
    {
        string source = plan.Ends.Source.Options.Name, target = plan.Ends.Target.Options.Name;
        string keys = plan.Estimate?.Keys is { } number ? $"about {DatabaseSize.TextOf(number)}" : "an unknown number of keys";
        string losses = plan.Losses.Count == 0 ? "nothing" : string.Join(", ", plan.Losses.Select(Text));
        string cost = plan.Path is MigrationPath.Sync or MigrationPath.Serve or MigrationPath.Replicate ? "is only read, and forks once to send what it holds" : "is only read";
        string whom = plan.Path == MigrationPath.Serve ? "this program while it loads" : $"'{source}' itself until the cut-over";
        string changes = plan.Options.Live ? " Changes are carried over until a cut-over, which is asked for on its own, or redis_job_cancel." : "";
        string taken = plan.Path is not (MigrationPath.Serve or MigrationPath.Replicate) ? $"a key whose name is taken there {Taken(plan.Options.Selection.Collision, replaces)}"
            : replaces ? $"ALL that '{target}' holds{(plan.Target.Keys.IsKnown ? $" ({DatabaseSize.TextOf(plan.Target.Keys.Value)})" : "")} is replaced and cannot be brought back; it follows {whom}, and its settings for that are put back"
            : $"'{target}' follows {whom}, and its settings for that are put back";
        return $"{(goesOn ? "goes on copying" : "copies")} {keys} of '{source}' to {place} by path {plan.Path!.Value.ToString().ToLowerInvariant()}; {taken}; '{source}' {cost}; not carried over: {losses}{(changes.Length > 0 ? "." + changes : "")}";
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
