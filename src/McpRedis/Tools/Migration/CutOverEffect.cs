using System.Globalization;
using McpRedis.Guard;
using McpRedis.Migration.Planning;
using McpRedis.Migration.Running.Following;

namespace McpRedis.Tools.Migration;

/// <summary>What a cut-over would do, as told to whoever confirms it.</summary>
internal static class CutOverEffect
{
    public static Effect Of(MigrationPlan plan)
    {
        var (source, target) = (plan.Ends.Source.Options.Name, plan.Ends.Target.Options.Name);
        string after = plan.Path == MigrationPath.Replicate
            ? $"then '{target}' is promoted and stops following"
            : "then changes are carried over still, until redis_job_cancel";
        return new Effect(string.Create(
            CultureInfo.InvariantCulture,
            $"holds whoever writes to '{source}' back for at most {CutOver.Limit.TotalSeconds:0} s (CLIENT PAUSE WRITE), until '{target}' has all and both were compared; {after}; if anything fails writers go on at once and nothing is switched"))
        {
            SameWhile = $"{plan.Id} {source} {target} {plan.Path}",
        };
    }
}
