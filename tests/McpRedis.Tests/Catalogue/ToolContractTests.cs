using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using McpRedis.Catalogue;
using McpRedis.Redis;

namespace McpRedis.Tests.Catalogue;

/// <summary>What every tool has to be, whoever adds it.</summary>
public sealed partial class ToolContractTests
{
    // One word for one idea: a parameter that is not here either has another name already, or adds an idea.
    private static readonly string[] Vocabulary =
    [
        // on the tools that may ask
        "confirmToken", .. ToolCatalogue.All.Any(t => t.TypedTarget) ? ["confirmTarget"] : (string[])[],
        // everywhere
        "key", "keys", "newKey", "pattern", "type", "cursor", "limit", "details", "encoding", "connection", "database",
        "ttlMs", "atMs", "persist", "keepTtl", "replace", "condition", "returnOld", "start", "end",
        "items", "value", "by", "byFloat",
        // pub/sub
        "channel", "channels", "messages", "patterns", "sharded", "timeoutMs",
        // hashes
        "field", "fields", "fieldTtls", "fieldTtlMs", "fieldAtMs",
        // lists
        "values", "side", "ifExists", "before", "after", "maxLength", "count", "toKey",
        // streams
        "group", "consumer", "id", "ids", "action", "create", "minIdleMs", "minId", "reverse", "waitMs", "pendingAfter",
        // bits
        "offset", "overflow", "unit",
        // geo
        "member", "longitude", "latitude", "radiusM", "widthM", "heightM", "distances",
        // vectors
        "vector", "vectors", "attributes", "quantization", "filter", "links",
        // json
        "path", "index",
        // search
        "query", "sortBy", "parameters", "name", "groupBy", "reduce", "function", "prefixes", "documents", "sortable", "dimension",
        // timeseries
        "filters", "startMs", "endMs", "aggregate", "bucketMs", "retentionMs", "duplicate", "labels",
        // server
        "names", "sections", "since", "adjust",
        // clients
        "address", "user", "flags",
        // commands
        "commands", "args", "command",
        // transactions
        "conditions", "is", "length",
        // scripting
        "script", "sha", "function", "readOnly",
        // admin
        "target", "mode", "kind", "source", "promote",
        // migration
        "planId", "exclude", "types", "databases", "prefix", "renames", "from", "to", "minTtlMs", "maxTtlMs", "maxSizeBytes", "collision", "live", "replaceTarget", "keepIdle",
        "keysPerSecond", "bytesPerSecond", "maxTargetLatencyMs", "cutOver", "pause", "path", "sample", "ttlToleranceMs", "deleteExtra",
        // analysis
        "maxSeconds", "maxKeys", "file", "jobId", "view",
        // config
        "name",
        // sets
        "members", "random", "operation", "countOnly",
        // sorted sets
        "member", "score", "range", "min", "max", "reverse", "pop",
    ];

    // Clients refuse a whole list for one of these in an input schema.
    private static readonly string[] Combinators = ["$ref", "$defs", "oneOf", "anyOf", "allOf", "not", "if", "then", "else", "const", "patternProperties", "format"];

    public static TheoryData<string> Tools => [.. ToolCatalogue.All.Select(t => t.Name)];

    [Theory, MemberData(nameof(Tools))]
    public void Name_is_redis_family_verb(string name)
    {
        Assert.Matches(NameForm(), name);
        Assert.InRange(name.Length, 1, 48);
    }

    [Fact]
    public void Names_are_unique() => Assert.Equal(ToolCatalogue.All.Length, ToolCatalogue.All.Select(t => t.Name).Distinct().Count());

    [Theory, MemberData(nameof(Tools))]
    public void Title_and_description_are_short_plain_text(string name)
    {
        var tool = Find(name);
        Assert.InRange(tool.Title.Length, 3, 40);
        Assert.InRange(tool.Description.Length, 20, 200);
        Assert.All(tool.Title + tool.Description, c => Assert.InRange(c, ' ', '~'));
        Assert.EndsWith(".", tool.Description, StringComparison.Ordinal);
        Assert.NotEmpty(tool.Returns);
    }

    [Theory, MemberData(nameof(Tools))]
    public void Parameters_use_the_vocabulary(string name)
    {
        var properties = InputSchema(name).GetProperty("properties");
        var members = properties.EnumerateObject().SelectMany(p => p.Value.TryGetProperty("items", out var items) && items.TryGetProperty("properties", out var inner) ? inner.EnumerateObject().Select(m => m.Name) : []);
        Assert.All(properties.EnumerateObject().Select(p => p.Name).Concat(members), parameter => Assert.Contains(parameter, Vocabulary));
    }

    [Fact]
    public void Vocabulary_has_no_word_that_nobody_uses()
    {
        var used = ToolCatalogue.All.SelectMany(t => Words(InputSchema(t.Name))).ToHashSet();
        Assert.Empty(Vocabulary.Except(used));
    }

    [Theory, MemberData(nameof(Tools))]
    public void Parameters_are_described(string name)
    {
        // These are on nearly every tool, and a text for them would be paid for on every one.
        var parameters = InputSchema(name).GetProperty("properties").EnumerateObject().Where(p => p.Name is not ("connection" or "database" or "confirmToken" or "confirmTarget"));
        Assert.All(parameters, p => Assert.NotEmpty(p.Value.GetProperty("description").GetString()!));
    }

    [Theory, MemberData(nameof(Tools))]
    public void Input_schema_is_a_plain_closed_object(string name)
    {
        var schema = InputSchema(name);
        Assert.Equal("object", schema.GetProperty("type").GetString());
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
        Walk(schema, member =>
        {
            Assert.DoesNotContain(member.Name, Combinators);
            if (member is { Name: "type", Value.ValueKind: not JsonValueKind.Object })
            {
                Assert.Equal(JsonValueKind.String, member.Value.ValueKind);
            }
        });
        Assert.All(Find(name).Required, r => Assert.True(schema.GetProperty("properties").TryGetProperty(r, out _)));
    }

    [Theory, MemberData(nameof(Tools))]
    public void Output_schema_is_a_closed_object_and_requires_all_it_has(string name)
    {
        using var document = JsonDocument.Parse(Find(name).OutputSchema);
        var schema = document.RootElement;
        Assert.Equal("object", schema.GetProperty("type").GetString());
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
        Assert.Equal(schema.GetProperty("properties").EnumerateObject().Select(p => p.Name), schema.GetProperty("required").EnumerateArray().Select(r => r.GetString()!));
    }

    [Theory, MemberData(nameof(Tools))]
    public void Commands_are_in_the_pinned_table(string name)
    {
        var tool = Find(name);
        Assert.All(tool.Commands, command => Assert.NotNull(CommandTable.Pinned.Find(command)));
        Assert.Equal(tool.Commands.Count, tool.Commands.Distinct().Count());
        Assert.True(tool.Offline || tool.Commands.Count > 0, "a tool that runs nothing needs no connection");
    }

    [Theory, MemberData(nameof(Tools))]
    public void Reading_tools_declare_reading_commands_only(string name)
    {
        var tool = Find(name);
        // What a tool declares that runs what its caller names is what it looks ahead with; and the frame it runs it in.
        var changing = tool.Commands.Where(command => !ReadTier.Contains(command)).Except(tool.ByCommand ? ["WATCH", "MULTI", "EXEC"] : []);
        // A tool without a connection changes something of this program, never of a server.
        Assert.Equal(tool.Risk != Risk.Read && !tool.ByCommand && !tool.Offline, changing.Any());
    }

    [Fact]
    public void Every_tool_has_a_test_class()
    {
        var tests = typeof(ToolContractTests).Assembly.GetTypes().Select(t => t.Name).ToHashSet();
        var tools = typeof(ToolCatalogue).Assembly.GetTypes().Where(t => t.GetCustomAttribute<RedisToolAttribute>() is not null).ToList();
        Assert.Equal(ToolCatalogue.All.Length, tools.Count);
        string[] untested = [.. tools.Select(t => t.Name).Except(tests.Select(t => t.EndsWith("Tests", StringComparison.Ordinal) ? t[..^5] : ""))];
        Assert.Empty(untested);
    }

    [Fact]
    public void Class_is_named_as_the_tool()
    {
        foreach (var type in typeof(ToolCatalogue).Assembly.GetTypes())
        {
            if (type.GetCustomAttribute<RedisToolAttribute>() is { } tool)
            {
                string words = string.Concat(tool.Name.Split('_').Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
                Assert.Equal(words + "Tool", type.Name, ignoreCase: true);
            }
        }
    }

    private static ToolDefinition Find(string name) => ToolCatalogue.All.Single(t => t.Name == name);

    // With two connections, so that the schema has every parameter it can have.
    private static JsonElement InputSchema(string name)
    {
        using var document = JsonDocument.Parse(new ToolCatalogue(new CatalogueOptions { Connections = ["one", "two"] }).InputSchemaOf(Find(name)));
        return document.RootElement.Clone();
    }

    private static List<string> Words(JsonElement schema)
    {
        var words = new List<string>();
        Walk(schema, member =>
        {
            if (member is { Name: "properties", Value.ValueKind: JsonValueKind.Object })
            {
                words.AddRange(member.Value.EnumerateObject().Select(p => p.Name));
            }
        });
        return words;
    }

    private static void Walk(JsonElement element, Action<JsonProperty> see)
    {
        foreach (var member in element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : default)
        {
            see(member);
            Walk(member.Value, see);
        }
    }

    [GeneratedRegex("^redis_[a-z]+(_[a-z]+)+$")]
    private static partial Regex NameForm();
}
