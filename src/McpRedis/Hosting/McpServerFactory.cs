using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Pipeline;
using McpRedis.Resources;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.Hosting;

/// <summary>The SDK's server options for a view of our catalogue: the same for every transport.</summary>
internal static class McpServerFactory
{
    public static McpServerOptions Options(ServerView view)
    {
        var tools = new McpServerPrimitiveCollection<McpServerTool>(StringComparer.Ordinal);
        foreach (var tool in view.Catalogue.Listed)
        {
            tools.Add(new PipelineTool(tool, view.Catalogue, view.Pipeline));
        }
        return new McpServerOptions
        {
            ServerInfo = new Implementation { Name = ProductInfo.Name, Title = ProductInfo.Title, Version = ProductInfo.Version },
            ServerInstructions = Instructions.Text,
            ToolCollection = tools,
            Handlers = Handlers(view),
            Capabilities = new ServerCapabilities { Resources = new ResourcesCapability { Subscribe = true }, Prompts = new PromptsCapability(), Completions = new CompletionsCapability() },
            Filters = new McpServerFilters { Request = new McpRequestFilters { ListToolsFilters = [next => List(view, next)] } },
            ScopeRequests = false,
        };
    }

    private static McpServerHandlers Handlers(ServerView view)
    {
        var (resources, subscriptions, completions) = (view.Resources, view.Subscriptions, view.Completions);
        return new McpServerHandlers
        {
            CallToolHandler = RefuseUnlisted,
            ListResourcesHandler = KeyResources.ListAsync,
            ListResourceTemplatesHandler = resources.TemplatesAsync,
            ReadResourceHandler = resources.ReadAsync,
            SubscribeToResourcesHandler = (request, cancellationToken) => subscriptions.SubscribeAsync(resources, request, cancellationToken),
            UnsubscribeFromResourcesHandler = subscriptions.UnsubscribeAsync,
            SubscriptionsListenHandler = (request, cancellationToken) => subscriptions.ListenAsync(resources, request, cancellationToken),
            CompleteHandler = completions.CompleteAsync,
            ListPromptsHandler = (request, cancellationToken) => view.Prompts.ListAsync(request, cancellationToken),
            GetPromptHandler = (request, cancellationToken) => view.Prompts.GetAsync(request, cancellationToken),
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
    private static McpRequestHandler<ListToolsRequestParams, ListToolsResult> List(ServerView view, McpRequestHandler<ListToolsRequestParams, ListToolsResult> next) =>
        async (request, cancellationToken) =>
        {
            var result = await next(request, cancellationToken);
            result.TimeToLive = ToolCatalogue.ListLifetime;
            result.CacheScope = CacheScope.Private;
            if (view.Catalogue.DependsOnServer)
            {
                var missing = await view.Modules.MissingAsync(cancellationToken);
                result.Tools = [.. result.Tools.Where(tool => view.Catalogue.Find(tool.Name) is not { } known || !missing.Families.Contains(known.Toolset))];
                result.TimeToLive = missing.Certain ? result.TimeToLive : TimeSpan.Zero;
            }
            return result;
        };
}
