using McpRedis.Migration.Compare;
using McpRedis.Migration.Planning;

namespace McpRedis.Tools.Migration;

/// <summary>A comparison that ended.</summary>
/// <param name="Plan">What was compared.</param>
/// <param name="Report">What was found.</param>
/// <param name="Repair">Mends it, and is kept for its caller; null where nothing can be mended.</param>
internal sealed record ComparisonOutcome(MigrationPlan Plan, CompareReport Report, MigrationPlan? Repair);
