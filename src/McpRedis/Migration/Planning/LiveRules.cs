using McpRedis.Migration.Selection;

namespace McpRedis.Migration.Planning;

/// <summary>What stands against a path where changes are to be carried over until a cut-over.</summary>
internal static class LiveRules
{
    public static IEnumerable<string> Against(MigrationPath path, PlanInput input)
    {
        if (!input.Options.Live || path == MigrationPath.Replicate)
        {
            yield break;
        }
        if (path is MigrationPath.Serve or MigrationPath.Types)
        {
            yield return "changes made meanwhile are not carried over on it (live)";
            yield break;
        }
        var request = input.Options.Selection.Request;
        if (request.Types.Count > 0 || request.Limits != KeyLimits.None)
        {
            yield return "live: a change tells the name of its key; types, sizes and expiry cannot be chosen by it";
        }
        foreach (string reason in path == MigrationPath.Sync ? Stream(input) : Events(input))
        {
            yield return $"live: {reason}";
        }
    }

    private static IEnumerable<string> Stream(PlanInput input)
    {
        if (input.Target.IsCluster)
        {
            yield return "a cluster takes transactions of one slot only, so how far a stream of changes is there cannot be kept together with them";
        }
        if (input.Source.IsCluster)
        {
            yield return "a slot that moves in the source would leave one stream of changes and come up in another, in no order";
        }
        if (input.Source.Rights["PSYNC"].IsClosed)
        {
            yield return "PSYNC on the source";
        }
        if (input.Ends.Target.Scope is not null)
        {
            yield return "only some keys of the target are open on its connection, and a stream may write to any";
        }
    }

    private static IEnumerable<string> Events(PlanInput input)
    {
        if (input.Ends.Source.Scope is not null || input.Ends.Target.Scope is not null)
        {
            yield return "only some keys are open on a connection, and events tell of all";
        }
        if (input.Source.Rights["PSUBSCRIBE"].IsClosed)
        {
            yield return "PSUBSCRIBE on the source";
        }
    }
}
