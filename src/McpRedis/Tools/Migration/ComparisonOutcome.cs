using McpRedis.Migration.Compare;
using McpRedis.Migration.Planning;

namespace McpRedis.Tools.Migration;

/// <summary>A comparison that ended: kept with its job, so that whoever asks later gets the same answer and the same plan.</summary>
internal sealed class ComparisonOutcome(MigrationPlan plan, CompareReport report, bool deleteExtra)
{
    private readonly Lock _lock = new();
    private MigrationPlan? _repair;
    private bool _isMade;

    public MigrationPlan Plan => plan;

    public CompareReport Report => report;

    /// <summary>Made once; null where there is nothing to mend.</summary>
    public MigrationPlan? Repair(TimeProvider time)
    {
        lock (_lock)
        {
            if (!_isMade)
            {
                (_repair, _isMade) = (PlanComparison.Repair(plan, report, deleteExtra, time), true);
            }
            return _repair;
        }
    }
}
