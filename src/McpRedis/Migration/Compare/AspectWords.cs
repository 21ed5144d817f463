using System.Text.Json;
using McpRedis.Rdb.Canonical;

namespace McpRedis.Migration.Compare;

/// <summary>In what values differ, as words.</summary>
internal static class AspectWords
{
    /// <returns>Such as <c>content</c>, <c>fieldTtls</c>.</returns>
    public static IReadOnlyList<string> Of(ValueAspect aspects) =>
        [.. Enum.GetValues<ValueAspect>().Where(aspect => aspect != ValueAspect.None && aspects.HasFlag(aspect)).Select(aspect => JsonNamingPolicy.CamelCase.ConvertName(aspect.ToString()))];
}
