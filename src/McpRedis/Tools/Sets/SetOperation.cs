namespace McpRedis.Tools.Sets;

/// <summary>How sets are combined.</summary>
internal enum SetOperation
{
    Intersection,
    Union,
    /// <summary>In the first and in none of the others.</summary>
    Difference,
}
