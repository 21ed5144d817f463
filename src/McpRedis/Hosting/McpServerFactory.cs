using System.Text.Json.Nodes;
using McpRedis.Catalogue;
using McpRedis.Dashboards;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Pipeline;
using McpRedis.Skills;
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
            tools.Add(new PipelineTool(tool, view.Listing.Tools, view.Pipeline));
        }
        return new McpServerOptions
        {
            ServerInfo = new Implementation { Name = ProductInfo.Name, Title = ProductInfo.Title, Version = ProductInfo.Version },
            ServerInstructions = Instructions.Text,
            ToolCollection = tools,
            Handlers = Handlers(view),
            Capabilities = new ServerCapabilities
            {
                Resources = new ResourcesCapability { Subscribe = true },
                Prompts = new PromptsCapability(),
                Completions = new CompletionsCapability(),
                Extensions = new Dictionary<string, object> { [SkillAnswers.Extension] = new JsonObject(), [DashboardAnswers.Extension] = DashboardAnswers.Capability },
            },
#pragma warning disable MCPEXP002 // Methods of an extension can be answered in no other way.
            RequestHandlers = [.. view.Skills.Handlers],
#pragma warning restore MCPEXP002
            Filters = new McpServerFilters { Request = new McpRequestFilters { ListToolsFilters = [next => Held(view, List(view, next))] } },
            ScopeRequests = false,
        };
    }

    private static McpServerHandlers Handlers(ServerView view)
    {
        var (resources, subscriptions, completions) = (view.Resources, view.Subscriptions, view.Completions);
        return new McpServerHandlers
        {
            CallToolHandler = (request, cancellationToken) => RefuseUnlistedAsync(view, request, cancellationToken),
            ListResourcesHandler = (_, _) => new(new ListResourcesResult { Resources = [.. view.Skills.Files, .. DashboardAnswers.Pages(view.Catalogue)], TimeToLive = ToolCatalogue.ListLifetime, CacheScope = CacheScope.Private }),
            ListResourceTemplatesHandler = Held<ListResourceTemplatesRequestParams, ListResourceTemplatesResult>(view, resources.TemplatesAsync),
            ReadResourceHandler = Held<ReadResourceRequestParams, ReadResourceResult>(
                view, (request, cancellationToken) => (view.Skills.Read(request.Params?.Uri) ?? DashboardAnswers.Read(view.Catalogue, request.Params?.Uri)) is { } file ? new(file) : resources.ReadAsync(request, cancellationToken)),
            SubscribeToResourcesHandler = Held<SubscribeRequestParams, EmptyResult>(view, (request, cancellationToken) => subscriptions.SubscribeAsync(resources, request, cancellationToken)),
            UnsubscribeFromResourcesHandler = subscriptions.UnsubscribeAsync,
            SubscriptionsListenHandler = Held<SubscriptionsListenRequestParams, EmptyResult>(view, (request, cancellationToken) => subscriptions.ListenAsync(resources, request, cancellationToken)),
            CompleteHandler = Held<CompleteRequestParams, CompleteResult>(view, completions.CompleteAsync),
            ListPromptsHandler = Held<ListPromptsRequestParams, ListPromptsResult>(view, (request, cancellationToken) => view.Prompts.ListAsync(request, cancellationToken)),
            GetPromptHandler = Held<GetPromptRequestParams, GetPromptResult>(view, (request, cancellationToken) => view.Prompts.GetAsync(request, cancellationToken)),
        };
    }

    // A session outlives a change of its caller's rights, and its server knows the old ones. Calls of tools are held so by the guard.
    private static McpRequestHandler<TParams, TResult> Held<TParams, TResult>(ServerView view, McpRequestHandler<TParams, TResult> handler) =>
        (request, cancellationToken) => (request.User is null ? Principal.Local : Caller.Of(request.User)).Grant == view.Grant
            ? handler(request, cancellationToken)
            : throw new McpProtocolException(GuardFilter.OtherRights.Message, McpErrorCode.InvalidRequest);

    // Reached only for names that are not in the collection.
    private static async ValueTask<CallToolResult> RefuseUnlistedAsync(ServerView view, RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        string name = request.Params?.Name ?? "";
        if (ToolCatalogue.All.FirstOrDefault(t => t.Name == name) is { } hidden)
        {
            var call = new CallRequest(hidden, request.Params!.Arguments) { Principal = Caller.Of(request.User) };
            return PipelineTool.Result(await view.Pipeline.RefuseAsync(call, NotListed(hidden, view.Catalogue.TakesConnection), cancellationToken));
        }
        throw new McpProtocolException($"Unknown tool.{Nearest.Hint(name, ToolCatalogue.All.Select(t => t.Name))}", McpErrorCode.InvalidParams);
    }

    /// <summary>Why a tool of the program is not one of this server.</summary>
    public static Fault NotListed(ToolDefinition tool, bool takesConnection) => tool.Toolset.NeedsTwoConnections() && !takesConnection
        ? new(ErrorCode.AccessDenied, $"{tool.Name} works between two connections, and fewer are configured.", "The operator adds one with REDIS_URL_<NAME>.")
        : tool.Risk == Risk.Read
        ? new(ErrorCode.AccessDenied, $"{tool.Name} is switched off on this server.", "The operator switches toolsets on with --toolsets.")
        : new(ErrorCode.AccessDenied, $"{tool.Name} is not open at the access level in force, or switched off.", "The operator sets access levels and toolsets; a tool cannot.");

    // A tool that is left out of the list stays callable: its call says what the server lacks.
    private static McpRequestHandler<ListToolsRequestParams, ListToolsResult> List(ServerView view, McpRequestHandler<ListToolsRequestParams, ListToolsResult> next) =>
        async (request, cancellationToken) =>
        {
            var result = await next(request, cancellationToken);
            result.TimeToLive = ToolCatalogue.ListLifetime;
            result.CacheScope = CacheScope.Private;
            if (view.Catalogue.DependsOnServer)
            {
                var missing = await view.Listing.Modules.MissingAsync(cancellationToken);
                result.Tools = [.. result.Tools.Where(tool => view.Catalogue.Find(tool.Name) is not { } known || !missing.Families.Contains(known.Toolset))];
                result.TimeToLive = missing.Certain ? result.TimeToLive : TimeSpan.Zero;
            }
            return result;
        };
}
