using System.Text.Json.Nodes;
using McpRedis.Catalogue;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.Skills;

/// <summary>
/// skills/list and skills/get of the extension <c>io.modelcontextprotocol/skills</c> (SEP-2640), and the files behind them as resources. What is told is made of constants and of what is
/// switched on here, so it may be kept as long as the list of tools.
/// </summary>
internal sealed class SkillAnswers(SkillLibrary library)
{
    public const string Extension = "io.modelcontextprotocol/skills";
    private const string Markdown = "text/markdown";

    /// <summary>The files, for resources/list.</summary>
    public IEnumerable<Resource> Files => library.All.Select(skill => new Resource
    {
        Uri = skill.Uri,
        Name = skill.Name,
        Title = skill.Title,
        Description = skill.Description,
        MimeType = Markdown,
        Size = skill.SizeBytes,
    });

#pragma warning disable MCPEXP002 // Methods of an extension can be answered in no other way.
    public IReadOnlyList<McpServerRequestHandler> Handlers =>
    [
        new() { Method = "skills/list", Handler = (request, _) => new(List(request.Params as JsonObject)) },
        new() { Method = "skills/get", Handler = (request, _) => new(Get(request.Params as JsonObject)) },
    ];
#pragma warning restore MCPEXP002

    /// <summary>The file of an address; null when it is none of a skill here.</summary>
    public ReadResourceResult? Read(string? uri) => library.Find(uri) is not { } skill ? null : new()
    {
        Contents = [new TextResourceContents { Uri = skill.Uri, MimeType = Markdown, Text = skill.File }],
        TimeToLive = ToolCatalogue.ListLifetime,
        CacheScope = CacheScope.Private,
    };

    // They fit into one page: a cursor is none of ours.
    private JsonObject List(JsonObject? parameters) => parameters?["cursor"] is not null
        ? throw new McpProtocolException("cursor: there is one page.", McpErrorCode.InvalidParams)
        : Result("skills", new JsonArray([.. library.All.Select(Entry)]));

    private JsonObject Get(JsonObject? parameters) => parameters?["uri"] is JsonValue value && value.TryGetValue(out string? uri) && library.Find(uri) is { } skill
        ? Result("skill", Entry(skill))
        : throw new McpProtocolException("uri: no skill of this address.", McpErrorCode.InvalidParams);

    private static JsonObject Result(string name, JsonNode content) => new()
    {
        [name] = content,
        ["resultType"] = "complete",
        ["ttlMs"] = (long)ToolCatalogue.ListLifetime.TotalMilliseconds,
        ["cacheScope"] = "private",
    };

    private static JsonObject Entry(Skill skill) => new()
    {
        ["uri"] = skill.Uri,
        ["frontmatter"] = new JsonObject { ["name"] = skill.Name, ["description"] = skill.Description },
        ["resources"] = new JsonArray(new JsonObject { ["uri"] = skill.Uri, ["digest"] = skill.Digest, ["size"] = skill.SizeBytes }),
    };
}
