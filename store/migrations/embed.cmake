# Writes the migrations as C strings in the order given: cmake -DOUT=... -DFILES="a.sql;b.sql" -P.
set(text "#include \"store/migrations/migrations.h\"\n\nconst migration migrations[] = {\n")
list(LENGTH FILES n)
foreach(path ${FILES})
  get_filename_component(name ${path} NAME_WE)
  file(READ ${path} hex HEX)
  string(REGEX REPLACE "(..)" "\\\\x\\1" bytes "${hex}")
  string(REGEX REPLACE "((\\\\x..)(\\\\x..)(\\\\x..)(\\\\x..)(\\\\x..)(\\\\x..)(\\\\x..)(\\\\x..))"
         "\\1\"\n     \"" bytes "${bytes}")
  string(APPEND text "    {\"${name}\",\n     \"${bytes}\"},\n")
endforeach()
string(APPEND text "};\nconst unsigned n_migrations = ${n};\n")
file(WRITE ${OUT} "${text}")
