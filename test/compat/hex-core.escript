#!/usr/bin/env escript
%% Calls the hex_core that is inside a rebar3, one call a line: {Module, Function, AuthorizationOrUndefined, Args}.
%% Each answer is one line: the status, the type and the body, or what went wrong.

main([Rebar, Url, Folder]) ->
    {ok, Sections} = escript:extract(Rebar, []),
    {archive, Archive} = lists:keyfind(archive, 1, Sections),
    {ok, _} = zip:unzip(Archive, [{cwd, Folder}]),
    true = code:add_pathz(filename:join([Folder, "rebar", "ebin"])),
    {ok, _} = application:ensure_all_started(inets),
    {ok, _} = application:ensure_all_started(ssl),
    ok = io:setopts([{encoding, unicode}]),
    io:format("ready~n"),
    loop(list_to_binary(Url)).

loop(Url) ->
    case io:read("") of
        {ok, {Module, Function, Key, Args}} ->
            io:format("~0tp~n", [call(Url, {Module, Function, Key, Args})]),
            loop(Url);
        eof ->
            ok
    end.

call(Url, {Module, Function, Key, [Changes | Args]}) ->
    Default = r3_hex_core:default_config(),
    Config = maps:merge(Default#{api_url := Url, api_key := Key}, Changes),
    try apply(Module, Function, [Config | Args]) of
        {ok, {Status, Headers, Body}} -> {Status, maps:get(<<"content-type">>, Headers, none), Body};
        Other -> Other
    catch
        Class:Reason -> {Class, Reason}
    end.
