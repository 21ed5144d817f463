using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Pipeline;
using McpRedis.Resources;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.Hosting;

/// <summary>The SDK's server options for our catalogue: the same for every transport.</summary>
internal static class McpServerFactory
{
    public static McpServerOptions Options(Composition composition)
    {
        var tools = new McpServerPrimitiveCollection<McpServerTool>(StringComparer.Ordinal);
        foreach (var tool in composition.Catalogue.Listed)
        {
            tools.Add(new PipelineTool(tool, composition.Catalogue, composition.Pipeline));
        }
        return new McpServerOptions
        {
            ServerInfo = new Implementation { Name = ProductInfo.Name, Title = ProductInfo.Title, Version = ProductInfo.Version },
            ServerInstructions = Instructions.Text,
            ToolCollection = tools,
            Handlers = Handlers(composition),
            Capabilities = new ServerCapabilities { Resources = new ResourcesCapability { Subscribe = true }, Prompts = new PromptsCapability(), Completions = new CompletionsCapability() },
            Filters = new McpServerFilters { Request = new McpRequestFilters { ListToolsFilters = [next => List(composition, next)] } },
            ScopeRequests = false,
        };
    }

    private static McpServerHandlers Handlers(Composition composition)
    {
        var (resources, subscriptions, completions) = (composition.Resources, composition.Subscriptions, composition.Completions);
        return new McpServerHandlers
        {
            CallToolHandler = RefuseUnlisted,
            ListResourcesHandler = KeyResources.ListAsync,
            ListResourceTemplatesHandler = resources.TemplatesAsync,
            ReadResourceHandler = resources.ReadAsync,
            SubscribeToResourcesHandler = subscriptions.SubscribeAsync,
            UnsubscribeFromResourcesHandler = subscriptions.UnsubscribeAsync,
            SubscriptionsListenHandler = subscriptions.ListenAsync,
            CompleteHandler = completions.CompleteAsync,
            ListPromptsHandler = (request, cancellationToken) => composition.Prompts.ListAsync(request, cancellationToken),
            GetPromptHandler = (request, cancellationToken) => composition.Prompts.GetAsync(request, cancellationToken),
        };
    }

    // Reached only for names that are not in the collection.
    private static ValueTask<CallToolResult> RefuseUnlisted(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        string name = request.Params?.Name ?? "";
        if (ToolCatalogue.All.FirstOrDefault(t => t.Name == name) is { } hidden)
        {
            return new(PipelineTool.Result(ErrorFilter.Failed(NotListed(hidden))));
        }
        throw new McpProtocolException($"Unknown tool.{Nearest.Hint(name, ToolCatalogue.All.Select(t => t.Name))}", McpErrorCode.InvalidParams);
    }

    /// <summary>Why a tool of the program is not one of this server.</summary>
    public static Fault NotListed(ToolDefinition tool) => tool.Risk == Risk.Read
        ? new(ErrorCode.AccessDenied, $"{tool.Name} is switched off on this server.", "The operator switches toolsets on with --toolsets.")
        : new(ErrorCode.AccessDenied, $"{tool.Name} is not open at this server's access level, or switched off.", "The operator sets --access and --toolsets; a tool cannot.");

    // A tool that is left out of the list stays callable: its call says what the server lacks.
    private static McpRequestHandler<ListToolsRequestParams, ListToolsResult> List(Composition composition, McpRequestHandler<ListToolsRequestParams, ListToolsResult> next) =>
        async (request, cancellationToken) =>
        {
            var result = await next(request, cancellationToken);
            result.TimeToLive = ToolCatalogue.ListLifetime;
            result.CacheScope = CacheScope.Private;
            if (composition.Catalogue.DependsOnServer)
            {
                var missing = await composition.Modules.MissingAsync(cancellationToken);
                result.Tools = [.. result.Tools.Where(tool => composition.Catalogue.Find(tool.Name) is not { } known || !missing.Families.Contains(known.Toolset))];
                result.TimeToLive = missing.Certain ? result.TimeToLive : TimeSpan.Zero;
            }
            return result;
        };
}
