using System.Text.Json.Nodes;

namespace McpRedis.Tests.Support;

/// <summary>Where two pieces of JSON differ, the order of members aside: a line for each place.</summary>
internal static class JsonDifference
{
    public static IReadOnlyList<string> Between(JsonNode? expected, JsonNode? actual)
    {
        var places = new List<string>();
        Compare(expected, actual, "$", places);
        return places;
    }

    private static void Compare(JsonNode? expected, JsonNode? actual, string place, List<string> places)
    {
        switch (expected, actual)
        {
            case (JsonObject left, JsonObject right):
                foreach (string name in left.Select(m => m.Key).Union(right.Select(m => m.Key)))
                {
                    string member = $"{place}.{name}";
                    if (left.ContainsKey(name) && right.ContainsKey(name))
                    {
                        Compare(left[name], right[name], member, places);
                    }
                    else
                    {
                        places.Add(left.ContainsKey(name) ? $"{member}: expected {Show(left[name])}, is missing" : $"{member}: not expected, is {Show(right[name])}");
                    }
                }
                break;
            case (JsonArray left, JsonArray right) when left.Count == right.Count:
                for (int i = 0; i < left.Count; i++)
                {
                    Compare(left[i], right[i], $"{place}[{i}]", places);
                }
                break;
            default:
                if (!JsonNode.DeepEquals(expected, actual))
                {
                    places.Add($"{place}: expected {Show(expected)}, is {Show(actual)}");
                }
                break;
        }
    }

    private static string Show(JsonNode? node) => node?.ToJsonString() is not { } text ? "null" : text.Length <= 300 ? text : text[..300] + "…";
}
