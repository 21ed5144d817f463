namespace McpRedis.Migration.Compare;

/// <summary>What would make the target like the source again. Nothing is done by it.</summary>
/// <param name="Copy">Keys to copy anew, replacing what is there.</param>
/// <param name="Delete">Keys that only the target has; empty unless that was asked for.</param>
/// <param name="LeftAlone">Keys that differ and are in neither: extra ones, and those whose difference only a module could judge.</param>
/// <param name="IsWhole">False where more keys differ than were held: compare again after the repair.</param>
internal sealed record RepairPlan(IReadOnlyList<KeyName> Copy, IReadOnlyList<KeyName> Delete, long LeftAlone, bool IsWhole)
{
    /// <param name="report">What was found.</param>
    /// <param name="deleteExtra">Delete what only the target has. It may be somebody's: never without being asked.</param>
    public static RepairPlan Of(CompareReport report, bool deleteExtra)
    {
        List<KeyName> copy = [], delete = [];
        long leftAlone = 0;
        foreach (KeyVerdict verdict in report.Differing)
        {
            switch (verdict.Category)
            {
                case CompareCategory.ExtraOnTarget when deleteExtra:
                    delete.Add(verdict.Name);
                    break;
                case CompareCategory.ExtraOnTarget or CompareCategory.CannotTell:
                    leftAlone++;
                    break;
                default:
                    copy.Add(verdict.Name);
                    break;
            }
        }
        return new(copy, delete, leftAlone, report.HoldsAll);
    }
}
